# sql/NNNN_name.sql -> migrations.hpp: the text of every migration, in order, so that a program carries its own schema.
cmake_minimum_required(VERSION 3.25)
file(GLOB files ${IN}/[0-9][0-9][0-9][0-9]_*.sql)
list(SORT files)
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
