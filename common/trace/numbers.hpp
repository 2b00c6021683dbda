// Decimal numbers of trace cells, fast and exact: the same bits on every host.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace liftguard::trace {

// The whole text as a number ("9.8342", "-1e-3", "nan", "inf"); nullopt where any of it is not.
[[nodiscard]] std::optional<double> parse_number(std::string_view text);

// Shortest decimals of `value` rounded to `decimals` places: 9.8300 -> "9.83", -0.00004 -> "0", 3.0 -> "3".
void append_decimal(std::string& out, double value, int decimals);

}  // namespace liftguard::trace
