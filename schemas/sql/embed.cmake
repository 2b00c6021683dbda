# sql/NNNN_name.sql -> migrations.hpp: the text of every migration, in order, so that a program carries its own schema.
cmake_minimum_required(VERSION 3.25)
file(GLOB files ${IN}/[0-9][0-9][0-9][0-9]_*.sql)
list(SORT files)

# A migration that is out in the world must not change: databases that have it would be refused. At each release its new
# ones are added: (cd schemas/sql && sha256sum 00*.sql > released.sha256)
file(STRINGS ${IN}/released.sha256 released)
foreach(line IN LISTS released)
  string(REGEX MATCH "^([0-9a-f]+)  (.+)$" match "${line}")
  set(checksum none)
  if(EXISTS ${IN}/${CMAKE_MATCH_2})
    file(SHA256 ${IN}/${CMAKE_MATCH_2} checksum)
  endif()
  if(NOT match OR NOT checksum STREQUAL CMAKE_MATCH_1)
    message(FATAL_ERROR "${CMAKE_MATCH_2} was released and is not to be edited: add a migration")
  endif()
endforeach()

set(entries "")
foreach(file IN LISTS files)
  get_filename_component(name ${file} NAME_WE)
  string(SUBSTRING ${name} 0 4 number)
  math(EXPR number "${number}")
  file(READ ${file} text)
  string(APPEND entries "    Migration{${number}, \"${name}\", R\"lgsql(${text})lgsql\"},\n")
endforeach()
list(LENGTH files count)
file(WRITE ${OUT}
"// Made from schemas/sql.
#pragma once

#include <array>
#include <string_view>

namespace liftguard::schemas {

struct Migration {
  int number;
  std::string_view name;
  std::string_view sql;
};

inline constexpr std::array<Migration, ${count}> kMigrations{{
${entries}}};

}  // namespace liftguard::schemas
")
