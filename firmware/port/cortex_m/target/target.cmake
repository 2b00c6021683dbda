# How the target's code is built and linked: the house's language and warnings, and nothing that allocates, throws or
# prints. `root` is the project's folder.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)

add_library(lg_house INTERFACE)
# -ffp-contract=off: as on the host, so that both round alike. -fcallgraph-info: for the bound of the stack.
target_compile_options(lg_house INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wnon-virtual-dtor -Woverloaded-virtual
  -Wold-style-cast -Wimplicit-fallthrough -Wswitch-enum -Wdouble-promotion -Wno-psabi -Werror
  $<$<COMPILE_LANGUAGE:CXX>:-fno-exceptions -fno-rtti -fno-threadsafe-statics -fno-math-errno>
  -ffreestanding -ffp-contract=off -fno-unwind-tables -fno-asynchronous-unwind-tables
  -ffunction-sections -fdata-sections -fcallgraph-info=su -O2 -g1)
target_link_libraries(lg_house INTERFACE gcc)

# lg_library(NAME SOURCES a.cpp ... LINKS lib ...)
function(lg_library name)
  cmake_parse_arguments(A "" "" "SOURCES;LINKS" ${ARGN})
  add_library(${name} STATIC ${A_SOURCES})
  target_link_libraries(${name} PUBLIC ${A_LINKS} PRIVATE lg_house)
  target_include_directories(${name} PUBLIC ${root} ${LIFTGUARD_GENERATED})
  if(NOT name STREQUAL lg_runtime)
    target_link_libraries(${name} PRIVATE lg_runtime)  # what the compiler calls by itself
  endif()
endfunction()

# lg_image(NAME SOURCES main.cpp LINKS lib ...): NAME.elf for the board. Linked against the compiler's own library and
# no other.
function(lg_image name)
  cmake_parse_arguments(A "" "" "SOURCES;LINKS" ${ARGN})
  set(here ${root}/firmware/port/cortex_m/target)
  add_executable(${name} ${A_SOURCES} ${here}/startup.S)
  set_target_properties(${name} PROPERTIES SUFFIX .elf LINK_DEPENDS ${here}/mps2_an386.ld)
  target_link_libraries(${name} PRIVATE ${A_LINKS} lg_target lg_runtime lg_house)
  target_link_options(${name} PRIVATE -nostdlib -Wl,--gc-sections -Wl,--fatal-warnings -Wl,-Map=${name}.map
                      -T ${here}/mps2_an386.ld)
endfunction()
