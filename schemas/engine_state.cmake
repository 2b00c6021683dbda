# engine_state.csv -> engine_state.hpp: the structs of the engine's kept state and, for each, the list of its fields
# that both directions of the codec walk. A table of a released version (released/engine_state-N.csv) must be found
# again in the present one, row by row: bytes of that version lie in boxes' journals and in clips.
cmake_minimum_required(VERSION 3.25)
set(kHeader "struct,field,type,default,since,meaning")
set(kRow "^([^,]*),([^,]*),([^,]*),([^,]*),([^,]*),(.*)$")

function(read_rows file out)
  file(READ ${file} text)
  string(STRIP "${text}" text)
  string(REPLACE ";" "," text "${text}")  # in a meaning; to CMake it would end a list's element
  string(REPLACE "\n" ";" rows "${text}")
  list(POP_FRONT rows header)
  if(NOT header STREQUAL kHeader)
    message(FATAL_ERROR "${file}: unexpected header: ${header}")
  endif()
  set(${out} "${rows}" PARENT_SCOPE)
endfunction()

read_rows(${IN} rows)

foreach(file IN LISTS RELEASED)
  string(REGEX MATCH "engine_state-([0-9]+)\\.csv$" _ "${file}")
  set(released_version ${CMAKE_MATCH_1})
  read_rows(${file} was)
  set(is "")
  foreach(row IN LISTS rows)
    string(REGEX MATCH "${kRow}" _ "${row}")
    if(CMAKE_MATCH_5 LESS_EQUAL released_version)
      list(APPEND is "${CMAKE_MATCH_1},${CMAKE_MATCH_2},${CMAKE_MATCH_3},${CMAKE_MATCH_5}")
    endif()
  endforeach()
  list(TRANSFORM was REPLACE "${kRow}" "\\1,\\2,\\3,\\5")
  if(NOT "${was}" STREQUAL "${is}")
    message(FATAL_ERROR "${IN}: version ${released_version} is released and may not change: new fields belong to a "
                        "newer version, and none is removed, renamed or moved among the others")
  endif()
endforeach()

set(cpp_bool "bool")
set(cpp_u8 "std::uint8_t")
set(cpp_u16 "std::uint16_t")
set(cpp_u32 "std::uint32_t")
set(cpp_f32 "float")
set(cpp_age "KeptAge")

# The C++ type of a plain or optional type of the table.
function(cpp_type type out)
  string(REGEX REPLACE "\\?$" "" plain "${type}")
  if(DEFINED cpp_${plain})
    set(name "${cpp_${plain}}")
  else()
    set(name "${plain}")
  endif()
  if(type MATCHES "\\?$")
    set(name "std::optional<${name}>")
  endif()
  set(${out} "${name}" PARENT_SCOPE)
endfunction()

# The literal of a default; everything that is not a number or a bool begins as its type does.
function(cpp_default type default out)
  if(default STREQUAL "" OR type MATCHES "[?*]|^age$|^Occupancy$")
    set(${out} "{}" PARENT_SCOPE)
  elseif(type STREQUAL "f32")
    set(${out} " = ${default}.0F" PARENT_SCOPE)
  else()
    set(${out} " = ${default}" PARENT_SCOPE)
  endif()
endfunction()

# type*N: an array of N. type*count/N: an array of N of which the first `count` are written.
function(declaration_and_walk field type default declaration walk)
  if(type MATCHES "^([^*]+)\\*([a-z_]+)/([0-9]+)$")
    set(count ${CMAKE_MATCH_2})
    set(size ${CMAKE_MATCH_3})
    cpp_type("${CMAKE_MATCH_1}" element)
    set(declared "std::array<${element}, ${size}> ${field}{}")
    set(walked "codec.list(it.${field}, it.${count})")
  elseif(type MATCHES "^([^*]+)\\*([0-9]+)$")
    set(size ${CMAKE_MATCH_2})
    cpp_type("${CMAKE_MATCH_1}" element)
    set(declared "std::array<${element}, ${size}> ${field}{}")
    set(walked "codec.list(it.${field}, it.${field}.size())")
  else()
    cpp_type("${type}" name)
    cpp_default("${type}" "${default}" literal)
    set(declared "${name} ${field}${literal}")
    set(walked "codec.take(it.${field})")
  endif()
  set(${declaration} "${declared}" PARENT_SCOPE)
  set(${walk} "${walked}" PARENT_SCOPE)
endfunction()

set(text "")
set(struct "")
set(version 1)
macro(close_struct)
  if(NOT struct STREQUAL "")
    string(APPEND text "struct ${struct} {\n${members}};\n\n"
                       "template <class Codec, KeptAs<${struct}> It>\nvoid walk(Codec& codec, It& it) {\n${walks}}\n\n")
  endif()
endmacro()
foreach(row IN LISTS rows)
  if(NOT row MATCHES "${kRow}")
    message(FATAL_ERROR "${IN}: not a row: ${row}")
  endif()
  set(owner "${CMAKE_MATCH_1}")
  set(field "${CMAKE_MATCH_2}")
  set(type "${CMAKE_MATCH_3}")
  set(default "${CMAKE_MATCH_4}")
  set(since "${CMAKE_MATCH_5}")
  set(meaning "${CMAKE_MATCH_6}")
  if(NOT owner STREQUAL struct)
    close_struct()
    set(struct "${owner}")
    set(members "")
    set(walks "")
  endif()
  if(since GREATER version)
    set(version ${since})
  endif()
  declaration_and_walk(${field} "${type}" "${default}" declared walked)
  string(APPEND members "  ${declared};  // ${meaning}\n")
  if(since GREATER 1)
    string(APPEND walks "  if (codec.version() >= ${since}) ${walked};\n")
  else()
    string(APPEND walks "  ${walked};\n")
  endif()
endforeach()
close_struct()

file(WRITE ${OUT}/engine_state.hpp.new
"// Made from schemas/engine_state.csv. Freestanding.
#pragma once

#include <array>
#include <chrono>
#include <concepts>
#include <cstdint>
#include <optional>
#include <type_traits>

namespace liftguard::engine {

enum class Occupancy : std::uint8_t;
using KeptAge = std::chrono::duration<std::int64_t, std::micro>;

// To be read (const) or to be written: the same walk for both.
template <class It, class Struct>
concept KeptAs = std::same_as<std::remove_const_t<It>, Struct>;

inline constexpr std::uint16_t kKeptVersion = ${version};

${text}}  // namespace liftguard::engine
")
file(COPY_FILE ${OUT}/engine_state.hpp.new ${OUT}/engine_state.hpp)
