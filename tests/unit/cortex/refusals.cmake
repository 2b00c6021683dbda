# Builds every forbidden program and expects the build to end at the reason named here; the allowed one must link.
cmake_minimum_required(VERSION 3.25)

set(allowed "")
set(malloc "undefined reference to `malloc'")
set(new "undefined reference to `operator new")
set(printf "undefined reference to `printf'")
set(throw "exception handling disabled")
set(double "double arithmetic crept in")
set(constructor "a global wants a constructor before main")
set(sbrk "undefined reference to `sbrk'")

execute_process(
  COMMAND ${CMAKE_COMMAND} -G Ninja -S ${SOURCE}/forbidden -B ${BINARY} --toolchain ${TOOLCHAIN}
          -DLIFTGUARD_GENERATED=${GENERATED}
  OUTPUT_QUIET COMMAND_ERROR_IS_FATAL ANY)
foreach(name allowed malloc new printf throw double constructor sbrk)
  execute_process(COMMAND ${CMAKE_COMMAND} --build ${BINARY} --target ${name}
                  OUTPUT_VARIABLE output ERROR_VARIABLE output RESULT_VARIABLE result)
  string(FIND "${output}" "${${name}}" at)
  if(name STREQUAL "allowed" AND NOT result EQUAL 0)
    message(FATAL_ERROR "the allowed program does not link:\n${output}")
  elseif(NOT name STREQUAL "allowed" AND (result EQUAL 0 OR at EQUAL -1))
    message(FATAL_ERROR "${name}.cpp was to be refused with \"${${name}}\":\n${output}")
  endif()
endforeach()
