#include "common/base/calendar.hpp"

#include <fmt/format.h>

namespace liftguard {

namespace {

struct Split {
  std::chrono::year_month_day day;
  std::chrono::hh_mm_ss<Milliseconds> time;
};

Split split(UtcTime t) {
  const auto midnight = std::chrono::floor<std::chrono::days>(t);
  return {std::chrono::year_month_day{midnight}, std::chrono::hh_mm_ss<Milliseconds>{t - midnight}};
}

std::string date_text(std::chrono::year_month_day d) {
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(d.year()), static_cast<unsigned>(d.month()),
                     static_cast<unsigned>(d.day()));
}

// A number written in digits alone: no sign, no space.
std::optional<int> digits(std::string_view text) {
  int number = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    number = number * 10 + (c - '0');
  }
  return number;
}

std::optional<std::chrono::minutes> parse_offset(std::string_view text) {
  if (text == "Z") return std::chrono::minutes{0};
  if (text.size() != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':') return std::nullopt;
  const auto hours = digits(text.substr(1, 2));
  const auto minutes = digits(text.substr(4, 2));
  if (!hours || !minutes || *hours > 23 || *minutes > 59) return std::nullopt;
  const std::chrono::minutes offset{*hours * 60 + *minutes};
  return text[0] == '+' ? offset : -offset;
}

}  // namespace

std::chrono::year_month_day local_date(UtcTime t) {
  return split(t + kLocalOffset).day;
}

UtcTime start_of_local_day(std::chrono::year_month_day day) {
  return std::chrono::sys_days{day} - kLocalOffset;
}

std::string format_local(UtcTime t) {
  const Split s = split(t + kLocalOffset);
  return fmt::format("{} {:02}:{:02}:{:02}", date_text(s.day), s.time.hours().count(), s.time.minutes().count(),
                     s.time.seconds().count());
}

std::string format_iso_utc(UtcTime t) {
  const Split s = split(t);
  return fmt::format("{}T{:02}:{:02}:{:02}.{:03}Z", date_text(s.day), s.time.hours().count(), s.time.minutes().count(),
                     s.time.seconds().count(), s.time.subseconds().count());
}

std::optional<UtcTime> parse_iso(std::string_view text) {
  constexpr std::string_view kForm = "0000-00-00T00:00:00";
  if (text.size() < kForm.size()) return std::nullopt;
  for (std::size_t i = 0; i < kForm.size(); ++i)
    if (kForm[i] != '0' && text[i] != kForm[i]) return std::nullopt;
  const auto year = digits(text.substr(0, 4));
  const auto month = digits(text.substr(5, 2)), day = digits(text.substr(8, 2));
  const auto hour = digits(text.substr(11, 2)), minute = digits(text.substr(14, 2)),
             second = digits(text.substr(17, 2));
  if (!year || !month || !day || !hour || !minute || !second) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year{*year}, std::chrono::month{static_cast<unsigned>(*month)},
                                         std::chrono::day{static_cast<unsigned>(*day)}};
  if (!date.ok() || *hour > 23 || *minute > 59 || *second > 60) return std::nullopt;

  std::string_view rest = text.substr(kForm.size());
  Milliseconds fraction{0};
  if (!rest.empty() && rest.front() == '.') {
    std::int64_t scale = 100;
    rest.remove_prefix(1);
    if (rest.empty() || rest.front() < '0' || rest.front() > '9') return std::nullopt;
    for (; !rest.empty() && rest.front() >= '0' && rest.front() <= '9'; rest.remove_prefix(1), scale /= 10)
      fraction += Milliseconds{(rest.front() - '0') * scale};
  }
  const auto offset = parse_offset(rest);
  if (!offset) return std::nullopt;
  return UtcTime{std::chrono::sys_days{date}} + std::chrono::hours{*hour} + std::chrono::minutes{*minute} +
         std::chrono::seconds{*second} + fraction - *offset;
}

}  // namespace liftguard
