# events.csv -> event_kind.hpp (freestanding C++) and event_kind.fbs (wire enum).
cmake_minimum_required(VERSION 3.25)
file(STRINGS ${IN} rows ENCODING UTF-8)
list(POP_FRONT rows header)
if(NOT header STREQUAL "value,name,zh,en,rule,lane,effect")
  message(FATAL_ERROR "${IN}: unexpected header: ${header}")
endif()
set(enumerators "")
set(facts "")
set(fbs "")
foreach(row IN LISTS rows)
  string(REPLACE "," ";" cell "${row},")
  list(GET cell 0 value)
  list(GET cell 1 name)
  list(GET cell 2 zh)
  list(GET cell 3 en)
  list(GET cell 4 rule)
  list(GET cell 5 lane)
  list(GET cell 6 effect)
  string(APPEND enumerators "  ${name} = ${value},  // ${zh} (${rule})\n")
  string(APPEND facts "    EventFacts{EventKind::${name}, \"${name}\", \"${zh}\", \"${en}\", \"${rule}\", Lane::${lane}, Effect::${effect}},\n")
  string(APPEND fbs "  ${name} = ${value},\n")
endforeach()
list(LENGTH rows count)
file(WRITE ${OUT}/event_kind.hpp.new
"// Made from schemas/codes/events.csv. Freestanding.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace liftguard {

enum class EventKind : std::uint8_t {
${enumerators}};

// The three lanes of the journal and the wire; `gateway` kinds are made by the gateway and never sent.
enum class Lane : std::uint8_t { alarm = 0, event = 1, bulk = 2, gateway = 255 };

// What the gateway makes of it: a rescue order, the end of an episode, a test order, a listed fault, a fault that rings
// at the desk, a ring alone, a fault of the monitor itself, or nothing but a record.
enum class Effect : std::uint8_t {
  none = 0, order = 1, ends = 2, ring = 3, test = 4, fault = 5, fault_ring = 6, monitor_fault = 7
};

struct EventFacts {
  EventKind kind;
  std::string_view name, zh, en, rule;
  Lane lane;
  Effect effect;
};

inline constexpr std::array<EventFacts, ${count}> kEventFacts{{
${facts}}};

// Null for a number that is not in the table (a newer box).
[[nodiscard]] constexpr const EventFacts* find_event(EventKind kind) {
  for (const auto& facts : kEventFacts)
    if (facts.kind == kind) return &facts;
  return nullptr;
}

[[nodiscard]] constexpr const EventFacts* find_event(std::string_view name) {
  for (const auto& facts : kEventFacts)
    if (facts.name == name) return &facts;
  return nullptr;
}

}  // namespace liftguard
")
file(WRITE ${OUT}/event_kind.fbs.new
"// Made from schemas/codes/events.csv.
namespace liftguard.fb;

enum EventKind : ubyte {
  unknown = 0,
${fbs}}
")
file(COPY_FILE ${OUT}/event_kind.hpp.new ${OUT}/event_kind.hpp)
file(COPY_FILE ${OUT}/event_kind.fbs.new ${OUT}/event_kind.fbs)
