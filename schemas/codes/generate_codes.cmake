# dialects.csv and one <dialect>.csv each -> event_codes.hpp: which number stands for which event (DV-23).
#
# A row of a dialect: its code, the event it stands for (empty: nothing that a monitor of ours reports), the reason of
# DV-21 that the event must have (empty: any other), when an incoming code is read as that event (common/base/
# event_codes.hpp), and the dialect's own words. The programs carry each file as text and check it like one that is
# loaded later.
cmake_minimum_required(VERSION 3.25)
file(STRINGS ${IN}/dialects.csv dialects ENCODING UTF-8)
list(POP_FRONT dialects header)
if(NOT header STREQUAL "value,name,zh,en")
  message(FATAL_ERROR "${IN}/dialects.csv: unexpected header: ${header}")
endif()
set(enumerators "")
set(facts "")
set(tables "")
foreach(dialect IN LISTS dialects)
  string(REPLACE "," ";" cell "${dialect},")
  list(GET cell 0 value)
  list(GET cell 1 name)
  list(GET cell 2 dialect_zh)
  list(GET cell 3 dialect_en)
  string(APPEND enumerators "  ${name} = ${value},  // ${dialect_zh}\n")
  string(APPEND facts "    DialectFacts{Dialect::${name}, \"${name}\", \"${dialect_zh}\", \"${dialect_en}\"},\n")
  file(READ ${IN}/${name}.csv text)
  string(APPEND tables "    std::string_view{R\"lgcsv(${text})lgcsv\"},\n")
endforeach()
list(LENGTH dialects dialect_count)
file(WRITE ${OUT}
"// Made from schemas/codes. Read through common/base/event_codes.hpp.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace liftguard {

enum class Dialect : std::uint8_t {
${enumerators}};

struct DialectFacts {
  Dialect dialect;
  std::string_view name, zh, en;
};

inline constexpr std::array<DialectFacts, ${dialect_count}> kDialects{{
${facts}}};

// By dialect, in the order of kDialects.
inline constexpr std::array<std::string_view, ${dialect_count}> kCodeTables{{
${tables}}};

}  // namespace liftguard
")
