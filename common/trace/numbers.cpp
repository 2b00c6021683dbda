#include "common/trace/numbers.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <system_error>

namespace liftguard::trace {
namespace {

// Powers of ten that a double holds exactly.
constexpr std::array<double, 16> kTens{1e0, 1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                       1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
constexpr int kExactDigits = 15;

std::optional<double> parse_any(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

// At most 15 digits, as nearly every cell has, are an exact integer divided by an exact power of ten: one rounding, the
// same as from_chars, at a third of its cost.
std::optional<double> parse_number(std::string_view text) {
  const char* at = text.data();
  const char* const end = at + text.size();
  const bool negative = at != end && *at == '-';
  if (negative) ++at;

  std::int64_t digits = 0;
  const char* const first = at;
  while (at != end && static_cast<unsigned char>(*at - '0') < 10) {
    if (at - first >= kExactDigits) return parse_any(text);
    digits = digits * 10 + (*at++ - '0');
  }
  auto count = at - first;
  std::ptrdiff_t decimals = 0;
  if (at != end && *at == '.') {
    const char* const point = ++at;
    while (at != end && static_cast<unsigned char>(*at - '0') < 10) {
      if (count + (at - point) >= kExactDigits) return parse_any(text);
      digits = digits * 10 + (*at++ - '0');
    }
    decimals = at - point;
    count += decimals;
  }
  if (at != end || count == 0) return parse_any(text);
  const double value = static_cast<double>(digits) / kTens[static_cast<std::size_t>(decimals)];
  return negative ? -value : value;
}

void append_decimal(std::string& out, double value, int decimals) {
  if (!std::isfinite(value)) {
    out += std::isnan(value) ? "nan" : value > 0 ? "inf" : "-inf";
    return;
  }
  std::array<char, 64> buffer{};
  const auto [end, error] =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::fixed, decimals);
  if (error != std::errc{}) {  // beyond 60 digits: no sensor gives it
    out += value > 0 ? "inf" : "-inf";
    return;
  }
  std::string_view text(buffer.data(), static_cast<std::size_t>(end - buffer.data()));
  if (text.find('.') != std::string_view::npos) {
    text = text.substr(0, text.find_last_not_of('0') + 1);
    if (text.ends_with('.')) text.remove_suffix(1);
  }
  out += text == "-0" ? "0" : text;
}

}  // namespace liftguard::trace
