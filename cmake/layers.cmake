# The include-direction check runs in every build: a lower part that includes a higher one is a build error.
add_custom_target(lg_layers ALL
  COMMAND ${CMAKE_COMMAND} -DROOT=${CMAKE_SOURCE_DIR} -P ${CMAKE_SOURCE_DIR}/cmake/check_layers.cmake
  VERBATIM)
