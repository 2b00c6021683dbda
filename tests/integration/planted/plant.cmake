# Writes a source of the gateway with a bug planted into it.
#   cmake -DROOT=... -DBUG=bug.cmake -DOUT=out.cpp -P plant.cmake
# bug.cmake sets SOURCE (from ROOT), FROM (a text that stands there once) and TO.
include(${BUG})
file(READ ${ROOT}/${SOURCE} text)
string(FIND "${text}" "${FROM}" first)
string(FIND "${text}" "${FROM}" last REVERSE)
if(first EQUAL -1 OR NOT first EQUAL last)
  message(FATAL_ERROR "${BUG}: its text must stand in ${SOURCE} exactly once; plant the bug anew")
endif()
string(REPLACE "${FROM}" "${TO}" text "${text}")
file(WRITE ${OUT} "${text}")
