// DV-23: the numbers that other systems know events by. A table a dialect, in schemas/codes; this is the one place
// where they are looked up. Pure.
//
// Which dialect a counterpart speaks is part of its configuration: the same number means different things in two of
// them (11 is people trapped here, overspeed elsewhere).
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "schemas/event_codes.hpp"

namespace liftguard {

// Null for a name that is not in the table.
[[nodiscard]] const DialectFacts* find_dialect(std::string_view name);

// The number of an event; `reasons` (DV-21) tell people trapped outside the zone (04) from those in it (93). None where
// the dialect has none: it is then sent by name, or not at all.
[[nodiscard]] std::optional<std::string_view> code_of(Dialect dialect, EventKind kind,
                                                      std::span<const std::string> reasons);

// A number that came from elsewhere.
struct CodeReading {
  std::string code;               // as it came, whatever it is
  std::string_view zh, en;        // the dialect's own words; empty: not in its table
  std::optional<EventKind> kind;  // the only kind that it can mean; none: several (04, 41, 43), or none of ours
};
[[nodiscard]] CodeReading read_code(Dialect dialect, std::string_view code);

}  // namespace liftguard
