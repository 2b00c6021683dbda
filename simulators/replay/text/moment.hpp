// Instants of a trace, as testers write and read them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "common/base/result.hpp"

namespace liftguard::replay {

// "277000" (ms, as t_ms), "277s", "277.5s", "4:37", "4:37.5", "1:02:03"; gives microseconds. Refusal "usage".
[[nodiscard]] Result<std::int64_t> parse_moment(std::string_view text);

// 4:37 or 1:02:03 since the start, with that many decimals of the second.
[[nodiscard]] std::string clock_text(double seconds, int decimals = 0);

// "12.5": rounded to that many places, without zeros at the end.
[[nodiscard]] std::string decimal(double value, int decimals);

}  // namespace liftguard::replay
