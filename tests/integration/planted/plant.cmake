# Writes a source of the gateway with a bug planted into it.
#   cmake -DROOT=... -DBUG=bug.cmake -DOUT=out.cpp -P plant.cmake
# bug.cmake sets SOURCE (from ROOT), FROM (a text that stands there once) and TO; FROM_2 and TO_2, FROM_3 and TO_3 if one place is
# not enough.
include(${BUG})
file(READ ${ROOT}/${SOURCE} text)
foreach(which "" _2 _3)
  if(NOT DEFINED FROM${which})
    continue()
  endif()
  string(FIND "${text}" "${FROM${which}}" first)
  string(FIND "${text}" "${FROM${which}}" last REVERSE)
  if(first EQUAL -1 OR NOT first EQUAL last)
    message(FATAL_ERROR "${BUG}: its text must stand in ${SOURCE} exactly once; plant the bug anew: ${FROM${which}}")
  endif()
  string(REPLACE "${FROM${which}}" "${TO${which}}" text "${text}")
endforeach()
file(WRITE ${OUT} "${text}")
