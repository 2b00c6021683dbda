# How everything in the house is built: one place for language, warnings, sanitizers and the three kinds of target.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

option(LIFTGUARD_WERROR "Treat warnings as errors" ON)
set(LIFTGUARD_SANITIZE "" CACHE STRING "Comma-separated sanitizers: address,undefined or thread")
option(LIFTGUARD_FUZZ "Build the libFuzzer programs (preset fuzz, clang)" OFF)
option(LIFTGUARD_BOX_ONLY "Build what runs on a box, and nothing of the cloud, the pages and the tests" OFF)
set(LIFTGUARD_WEB AUTO CACHE STRING "Build the browser side: AUTO, ON or OFF")
set_property(CACHE LIFTGUARD_WEB PROPERTY STRINGS AUTO ON OFF)

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM)
  set(CMAKE_CXX_COMPILER_LAUNCHER
      ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
      ${CCACHE_PROGRAM})
endif()

add_library(lg_house INTERFACE)
# -ffp-contract=off: the engine's events must equal the microcontroller's byte for byte, so no host may fuse a multiply-add.
target_compile_options(lg_house INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wnon-virtual-dtor -Woverloaded-virtual
  -Wold-style-cast -Wimplicit-fallthrough -Wswitch-enum -ffp-contract=off $<$<BOOL:${LIFTGUARD_WERROR}>:-Werror>)
target_include_directories(lg_house INTERFACE ${CMAKE_SOURCE_DIR} ${CMAKE_BINARY_DIR}/generated)

if(LIFTGUARD_SANITIZE)
  # g++ 12 with the address sanitizer sees uninitialised use inside <regex> and <functional> (GCC bug 105616).
  # -fno-sanitize=vptr: the database library hides the type information of its back end, which that check links to.
  add_compile_options(-fsanitize=${LIFTGUARD_SANITIZE} -fno-sanitize=vptr -fno-omit-frame-pointer
                      -Wno-maybe-uninitialized)
  if(LIFTGUARD_SANITIZE MATCHES thread)
    add_compile_options(-Wno-tsan)  # Boost.Asio's fences are invisible to it; what they order goes through system calls
  endif()
  add_link_options(-fsanitize=${LIFTGUARD_SANITIZE})
endif()

# lg_library(NAME SOURCES a.cpp ... LINKS lib ... [PCH <header> ...])
function(lg_library name)
  cmake_parse_arguments(A "" "" "SOURCES;LINKS;PCH" ${ARGN})
  if(A_SOURCES)
    add_library(${name} STATIC ${A_SOURCES})
    target_link_libraries(${name} PUBLIC ${A_LINKS} PRIVATE lg_house)
    target_include_directories(${name} PUBLIC ${CMAKE_SOURCE_DIR} ${CMAKE_BINARY_DIR}/generated)
    add_dependencies(${name} lg_layers lg_schemas)
    if(A_PCH)
      target_precompile_headers(${name} PRIVATE ${A_PCH})
    endif()
  else()
    add_library(${name} INTERFACE)
    target_link_libraries(${name} INTERFACE ${A_LINKS})
    target_include_directories(${name} INTERFACE ${CMAKE_SOURCE_DIR} ${CMAKE_BINARY_DIR}/generated)
  endif()
endfunction()

# lg_program(NAME SOURCES main.cpp ... LINKS lib ...): lands in <build>/bin
function(lg_program name)
  cmake_parse_arguments(A "" "" "SOURCES;LINKS" ${ARGN})
  add_executable(${name} ${A_SOURCES})
  target_link_libraries(${name} PRIVATE ${A_LINKS} lg_house)
  add_dependencies(${name} lg_layers lg_schemas)
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
endfunction()

# lg_test(NAME SOURCES x_test.cpp ... LINKS lib ... [LABEL unit|integration|long] [SERIAL] [ENGINES])
# A Catch2 program; each of its cases is one ctest entry with the program's label. ENGINES: its databases are made by
# tests/unit/storage/scratch.hpp, and each case is a second entry, label `postgresql`, that runs in a cluster
# (deploy/launcher/postgresql.sh). Cases tagged [sqlite] or [postgresql] belong to that engine alone.
function(lg_test name)
  cmake_parse_arguments(A "SERIAL;ENGINES" "LABEL" "SOURCES;LINKS" ${ARGN})
  if(NOT A_LABEL)
    set(A_LABEL unit)
  endif()
  lg_program(${name} SOURCES ${A_SOURCES} LINKS ${A_LINKS} $<$<BOOL:${A_ENGINES}>:lg_scratch> lg_catch_main)
  set(properties LABELS ${A_LABEL})
  if(A_SERIAL)
    list(APPEND properties RUN_SERIAL ON)
  endif()
  catch_discover_tests(${name} TEST_SPEC "~[postgresql]" TEST_PREFIX "${name}: " PROPERTIES ${properties})
  if(A_ENGINES)
    list(TRANSFORM properties REPLACE "^${A_LABEL}$" postgresql)
    catch_discover_tests(${name} TEST_SPEC "~[sqlite]" TEST_PREFIX "${name} on PostgreSQL: "
      PROPERTIES ${properties} ENVIRONMENT LIFTGUARD_TEST_ENGINE=postgresql)
  endif()
endfunction()
