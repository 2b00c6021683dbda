#include "simulators/replay/text/moment.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include "common/trace/numbers.hpp"

namespace liftguard::replay {
namespace {

constexpr double kMost_s = 1e9;  // 31 years, as t_ms

// Hours, minutes, seconds from the right; all but the first part are below 60.
std::optional<double> clock_seconds(std::string_view text) {
  double seconds = 0;
  for (int parts = 1; parts <= 3; ++parts) {
    const auto colon = text.find(':');
    const auto part = trace::parse_number(text.substr(0, colon));
    if (!part || !(*part >= 0) || (parts > 1 && *part >= 60)) return std::nullopt;
    seconds = seconds * 60 + *part;
    if (colon == std::string_view::npos) return seconds;
    if (*part != std::floor(*part)) return std::nullopt;
    text.remove_prefix(colon + 1);
  }
  return std::nullopt;
}

std::optional<double> moment_seconds(std::string_view text) {
  if (text.find(':') != std::string_view::npos) return clock_seconds(text);
  const bool in_seconds = text.ends_with('s');
  if (in_seconds) text.remove_suffix(1);
  const auto number = trace::parse_number(text);
  if (!number) return std::nullopt;
  return in_seconds ? *number : *number / 1000.0;
}

}  // namespace

Result<std::int64_t> parse_moment(std::string_view text) {
  const auto seconds = moment_seconds(text);
  if (!seconds || !(*seconds >= 0) || *seconds > kMost_s)
    return refuse("usage",
                  "'" + std::string(text) + "' is no instant: 277000 (ms), 277.5s, 4:37.5 or 1:02:03 is wanted");
  return std::llround(*seconds * 1e6);
}

std::string clock_text(double seconds, int decimals) {
  constexpr std::array<long long, 4> kParts{1, 10, 100, 1000};
  const auto parts = kParts[static_cast<std::size_t>(decimals)];
  const auto all = std::llround(seconds * static_cast<double>(parts));
  const auto whole = all / parts;
  const auto padded = [](long long n, int width) {
    std::string digits = std::to_string(n);
    return std::string(static_cast<std::size_t>(std::max(0, width - static_cast<int>(digits.size()))), '0') + digits;
  };
  const auto hours = whole / 3600, minutes = whole / 60 % 60;
  std::string text = hours > 0 ? std::to_string(hours) + ":" + padded(minutes, 2) : std::to_string(minutes);
  text += ":" + padded(whole % 60, 2);
  if (decimals > 0) text += "." + padded(all % parts, decimals);
  return text;
}

std::string decimal(double value, int decimals) {
  std::string out;
  trace::append_decimal(out, value, decimals);
  return out;
}

}  // namespace liftguard::replay
