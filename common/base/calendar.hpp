// Calendar arithmetic of the rules: Asia/Shanghai as the fixed offset UTC+8 (no daylight saving since 1991; the fixed
// offset is also right where a host's zone data or TZ is not: spec row D7).
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "common/base/clock.hpp"

namespace liftguard {

inline constexpr std::chrono::hours kLocalOffset{8};

[[nodiscard]] std::chrono::year_month_day local_date(UtcTime t);
[[nodiscard]] UtcTime start_of_local_day(std::chrono::year_month_day day);  // 00:00 local

[[nodiscard]] std::string format_local(UtcTime t);    // 2026-11-22 14:32:05
[[nodiscard]] std::string format_iso_utc(UtcTime t);  // 2026-11-22T06:32:05.123Z

// ISO 8601 with offset or Z, seconds with an optional fraction; nothing else is taken.
[[nodiscard]] std::optional<UtcTime> parse_iso(std::string_view text);

}  // namespace liftguard
