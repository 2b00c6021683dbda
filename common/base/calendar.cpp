#include "common/base/calendar.hpp"

#include <cstdio>

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

std::optional<std::chrono::minutes> parse_offset(std::string_view text) {
  if (text == "Z") return std::chrono::minutes{0};
  unsigned hours = 0;
  unsigned minutes = 0;
  int used = 0;
  const std::string copy(text);
  if (copy.size() != 6 || std::sscanf(copy.c_str() + 1, "%2u:%2u%n", &hours, &minutes, &used) != 2 || used != 5)
    return std::nullopt;
  if ((copy[0] != '+' && copy[0] != '-') || hours > 23 || minutes > 59) return std::nullopt;
  const std::chrono::minutes offset{static_cast<int>(hours * 60 + minutes)};
  return copy[0] == '+' ? offset : -offset;
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
  const std::string copy(text);
  int year = 0;
  unsigned month = 0, day = 0, hour = 0, minute = 0, second = 0;
  int used = 0;
  if (std::sscanf(copy.c_str(), "%4d-%2u-%2uT%2u:%2u:%2u%n", &year, &month, &day, &hour, &minute, &second, &used) !=
          6 ||
      used != 19)
    return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year{year}, std::chrono::month{month}, std::chrono::day{day}};
  if (!date.ok() || hour > 23 || minute > 59 || second > 60) return std::nullopt;

  std::string_view rest = text.substr(19);
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
  return UtcTime{std::chrono::sys_days{date}} + std::chrono::hours{hour} + std::chrono::minutes{minute} +
         std::chrono::seconds{second} + fraction - *offset;
}

}  // namespace liftguard
