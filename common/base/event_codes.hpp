// DV-23: the numbers that other systems know events by. A table a dialect: those in schemas/codes are compiled in, and
// one that is loaded later takes the same form and the same checks. This is the one place where numbers are looked up.
// Pure.
//
// Which dialect a counterpart speaks is part of its configuration: the same number means different things in two of
// them (11 is people trapped here, overspeed elsewhere).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.hpp"
#include "schemas/event_codes.hpp"
#include "schemas/event_kind.hpp"

namespace liftguard {

// Null for a name that is not in the table.
[[nodiscard]] const DialectFacts* find_dialect(std::string_view name);

// When an incoming code is read as the kind of its row. Codes that stand for two kinds do so in one of two ways: with
// people in the car or without (04), or a state that begins or ends (41, 43).
enum class Reading : std::uint8_t {
  always = 0,
  occupied = 1,  // unless the report says that nobody is in the car: people are trapped until somebody says otherwise
  empty = 2,     // only when the report says so
  begins = 3,    // unless the report says that it is over: the standard's words name the state that has begun
  ends = 4       // only when the report says so
};

struct CodeRow {
  std::string code{};
  std::optional<EventKind> kind{};  // none: nothing that a monitor of ours reports
  std::string reason{};             // of DV-21 that the event must have; empty: any other
  Reading reading = Reading::always;
  std::string zh{}, en{};
};

// What came with an incoming code; none: not said.
struct SaidWith {
  std::optional<bool> occupied{};
  std::optional<bool> over{};
};

// A number that came from elsewhere.
struct CodeReading {
  std::string code{};               // as it came, whatever it is
  std::string zh{}, en{};           // the dialect's own words; empty: not in its table, to be shown as it came
  std::optional<EventKind> kind{};  // none: not in the table, or none of ours

  bool operator==(const CodeReading&) const = default;
};

class CodeTable {
 public:
  // `csv`: a header "code,event,reason,reading,zh,en" and a row a line, cells without commas or quotes. Refused whole
  // ("bad_table") with the line and the reason: a cell that is not what it should be, two codes for one event, a code
  // whose rows do not say which of two kinds it means.
  [[nodiscard]] static Result<CodeTable> parse(std::string_view csv);
  [[nodiscard]] static const CodeTable& built_in(Dialect dialect);

  // The number of an event; `reasons` (DV-21) tell people trapped outside the zone (04) from those in it (93). None
  // where the dialect has none: it is then sent by name, or not at all.
  [[nodiscard]] std::optional<std::string_view> code_of(EventKind kind, std::span<const std::string> reasons) const;

  [[nodiscard]] CodeReading read(std::string_view code, const SaidWith& said = {}) const;

  [[nodiscard]] const std::vector<CodeRow>& rows() const { return rows_; }

 private:
  std::vector<CodeRow> rows_;
};

// By the table that is compiled in.
[[nodiscard]] std::optional<std::string_view> code_of(Dialect dialect, EventKind kind,
                                                      std::span<const std::string> reasons);

}  // namespace liftguard
