# dialects.csv and one <dialect>.csv each -> event_codes.hpp: which number stands for which event (DV-23).
#
# A row of a dialect: its code, the event it stands for (empty: nothing that a monitor of ours reports), the reason of
# DV-21 that the event must have (empty: any other), and the dialect's own words.
cmake_minimum_required(VERSION 3.25)
file(STRINGS ${IN}/dialects.csv dialects ENCODING UTF-8)
list(POP_FRONT dialects header)
if(NOT header STREQUAL "value,name,zh,en")
  message(FATAL_ERROR "${IN}/dialects.csv: unexpected header: ${header}")
endif()
set(enumerators "")
set(facts "")
set(rows "")
set(count 0)
foreach(dialect IN LISTS dialects)
  string(REPLACE "," ";" cell "${dialect},")
  list(GET cell 0 value)
  list(GET cell 1 name)
  list(GET cell 2 dialect_zh)
  list(GET cell 3 dialect_en)
  string(APPEND enumerators "  ${name} = ${value},  // ${dialect_zh}\n")
  string(APPEND facts "    DialectFacts{Dialect::${name}, \"${name}\", \"${dialect_zh}\", \"${dialect_en}\"},\n")
  file(STRINGS ${IN}/${name}.csv codes ENCODING UTF-8)
  list(POP_FRONT codes header)
  if(NOT header STREQUAL "code,event,reason,zh,en")
    message(FATAL_ERROR "${IN}/${name}.csv: unexpected header: ${header}")
  endif()
  foreach(row IN LISTS codes)
    string(REPLACE "," ";" cell "${row},")
    list(GET cell 0 code)
    list(GET cell 1 event)
    list(GET cell 2 reason)
    list(GET cell 3 zh)
    list(GET cell 4 en)
    set(kind "std::nullopt")
    if(event)
      set(kind "EventKind::${event}")
    endif()
    string(APPEND rows "    CodeRow{Dialect::${name}, \"${code}\", ${kind}, \"${reason}\", \"${zh}\", \"${en}\"},\n")
    math(EXPR count "${count} + 1")
  endforeach()
endforeach()
list(LENGTH dialects dialect_count)
file(WRITE ${OUT}
"// Made from schemas/codes. Read through common/base/event_codes.hpp.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include \"schemas/event_kind.hpp\"

namespace liftguard {

enum class Dialect : std::uint8_t {
${enumerators}};

struct DialectFacts {
  Dialect dialect;
  std::string_view name, zh, en;
};

inline constexpr std::array<DialectFacts, ${dialect_count}> kDialects{{
${facts}}};

struct CodeRow {
  Dialect dialect;
  std::string_view code;
  std::optional<EventKind> kind;
  std::string_view reason, zh, en;
};

inline constexpr std::array<CodeRow, ${count}> kCodeRows{{
${rows}}};

}  // namespace liftguard
")
