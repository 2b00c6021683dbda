# How everything in the house is built: one place for language, warnings, sanitizers and the three kinds of target.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

option(LIFTGUARD_WERROR "Treat warnings as errors" ON)
option(LIFTGUARD_PRECOMPILE "Precompile the headers of the standard library, Catch2 and CLI11" ON)
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
if(LIFTGUARD_PRECOMPILE)
  # g++ 12 doubts the moves of its own std::string (GCC bugs 105329, 105651), and shows it when that header is precompiled.
  target_compile_options(lg_house INTERFACE -Wno-array-bounds -Wno-restrict -Wno-stringop-overflow -Wno-stringop-overread)
endif()
target_include_directories(lg_house INTERFACE ${CMAKE_SOURCE_DIR} ${CMAKE_BINARY_DIR}/generated)

if(LIFTGUARD_SANITIZE)
  # g++ 12 with the address sanitizer sees uninitialised use inside <regex> and <functional> (GCC bug 105616).
  # -fno-sanitize=vptr: libraries of Debian's hide the type information that this check links to.
  add_compile_options(-fsanitize=${LIFTGUARD_SANITIZE} -fno-sanitize=vptr -fno-omit-frame-pointer
                      -Wno-maybe-uninitialized)
  if(LIFTGUARD_SANITIZE MATCHES thread)
    add_compile_options(-Wno-tsan)  # Boost.Asio's fences are invisible to it; what they order goes through system calls
  endif()
  add_link_options(-fsanitize=${LIFTGUARD_SANITIZE})
endif()

# Precompiled headers, each compiled once and used by all targets of a kind (libraries are -fPIC, programs -fPIE). They are compiled
# without any definition, which is what lets targets that have some use them. A test's own code is compiled with less effort than
# what it tests; g++ 12 follows optional values less well then.
set(LIFTGUARD_TEST_OPTIONS -O1 -Wno-maybe-uninitialized)
if(LIFTGUARD_PRECOMPILE)
  set(nothing ${CMAKE_SOURCE_DIR}/cmake/precompiled/nothing.cpp)
  add_library(lg_precompiled_library STATIC EXCLUDE_FROM_ALL ${nothing})
  add_executable(lg_precompiled_program EXCLUDE_FROM_ALL ${nothing})
  add_executable(lg_precompiled_test EXCLUDE_FROM_ALL ${nothing})
  target_compile_options(lg_precompiled_test PRIVATE ${LIFTGUARD_TEST_OPTIONS})
  foreach(kind library program test)
    target_link_libraries(lg_precompiled_${kind} PRIVATE lg_house)
    target_precompile_headers(lg_precompiled_${kind} PRIVATE ${CMAKE_SOURCE_DIR}/cmake/precompiled/${kind}.hpp)
  endforeach()
endif()

# lg_precompiled(TARGET library|program|test)
function(lg_precompiled name kind)
  if(LIFTGUARD_PRECOMPILE)
    target_precompile_headers(${name} REUSE_FROM lg_precompiled_${kind})
  endif()
endfunction()

# lg_library(NAME SOURCES a.cpp ... LINKS lib ...)
function(lg_library name)
  cmake_parse_arguments(A "" "" "SOURCES;LINKS" ${ARGN})
  if(A_SOURCES)
    add_library(${name} STATIC ${A_SOURCES})
    target_link_libraries(${name} PUBLIC ${A_LINKS} PRIVATE lg_house)
    target_include_directories(${name} PUBLIC ${CMAKE_SOURCE_DIR} ${CMAKE_BINARY_DIR}/generated)
    add_dependencies(${name} lg_layers lg_schemas)
    lg_precompiled(${name} library)
  else()
    add_library(${name} INTERFACE)
    target_link_libraries(${name} INTERFACE ${A_LINKS})
    target_include_directories(${name} INTERFACE ${CMAKE_SOURCE_DIR} ${CMAKE_BINARY_DIR}/generated)
  endif()
endfunction()

# lg_program(NAME SOURCES main.cpp ... LINKS lib ... [PRECOMPILED program|test]): lands in <build>/bin
function(lg_program name)
  cmake_parse_arguments(A "" "PRECOMPILED" "SOURCES;LINKS" ${ARGN})
  if(NOT A_PRECOMPILED)
    set(A_PRECOMPILED program)
  endif()
  add_executable(${name} ${A_SOURCES})
  target_link_libraries(${name} PRIVATE ${A_LINKS} lg_house)
  add_dependencies(${name} lg_layers lg_schemas)
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
  lg_precompiled(${name} ${A_PRECOMPILED})
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
  lg_program(${name} SOURCES ${A_SOURCES} LINKS ${A_LINKS} $<$<BOOL:${A_ENGINES}>:lg_scratch> lg_catch_main PRECOMPILED test)
  target_compile_options(${name} PRIVATE ${LIFTGUARD_TEST_OPTIONS})
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
