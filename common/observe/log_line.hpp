// One line a message, in logfmt: key=value pairs that a person reads as they are and Loki takes apart (`| logfmt`).
//   ts=2026-11-22T06:00:00.123Z level=info part=gateway msg="alarm committed" trace=3d0b3164ec04b651 order=42
//
// spdlog::info("broker: {} sessions lost", n) is a msg alone; where something can be followed, its fields stand beside
// it: spdlog::info("{}", with_fields("alarm committed", {{"trace", trace}})). Names of fields: trace (trace_id.hpp),
// source (of a record), monitor, order, notice, event, change. Secrets have no field; telephone numbers are masked
// wherever they turn up (fault row H27).
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

namespace liftguard::observe {

struct Field {
  std::string_view key;
  std::string value;
};

// A message with its fields, as the formatter of set_up_logging wants it.
[[nodiscard]] std::string with_fields(std::string_view text, std::initializer_list<Field> fields);

struct LineHead {
  std::string_view time, level, part;
};

// The whole line, without its end.
[[nodiscard]] std::string log_line(const LineHead& head, std::string_view message);

// Every digit but the first three and the last two of what looks like a mobile number of China (11 digits from 13 to
// 19, not part of a longer number) becomes a star.
[[nodiscard]] std::string masked(std::string_view text);

}  // namespace liftguard::observe
