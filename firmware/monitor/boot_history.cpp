#include "firmware/monitor/boot_history.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <map>

#include <linux/watchdog.h>

#include <fmt/format.h>

#include "common/base/checksum.hpp"

namespace liftguard::monitor {
namespace {

using std::chrono::seconds;

constexpr std::string_view kFormat = "liftguard boot history 1";
constexpr seconds kLongestStretch{std::chrono::hours{24}};
constexpr std::size_t kMostCrashes = 32;  // remembered: more than any limit counts

template <class Number>
std::optional<Number> number_of(std::string_view text, int base = 10) {
  Number out{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out, base);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return out;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back())) != 0) text.remove_suffix(1);
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.front())) != 0) text.remove_prefix(1);
  return text;
}

BoardReset of_bits(std::uint32_t bits) {
  if ((bits & WDIOF_POWERUNDER) != 0) return BoardReset::brown_out;
  if ((bits & WDIOF_CARDRESET) != 0) return BoardReset::watchdog;
  return BoardReset::unknown;
}

bool is_crash(wire::BootReason reason) {
  return reason == wire::BootReason::crash || reason == wire::BootReason::watchdog;
}

seconds stretch(const BootHistory& history, const CrashLimits& limits) {
  auto out = limits.good_for;
  for (std::uint32_t i = 0; i < history.relapses && out < kLongestStretch; ++i) out *= 2;
  return std::min(out, std::max(kLongestStretch, limits.good_for));
}

std::uint32_t checksum(std::string_view text) {
  return crc32c({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
}

// One "name value" a line.
std::map<std::string_view, std::string_view> fields_of(std::string_view text) {
  std::map<std::string_view, std::string_view> out;
  while (!text.empty()) {
    const auto line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    const auto space = line.find(' ');
    if (space != line.npos) out.emplace(line.substr(0, space), line.substr(space + 1));
  }
  return out;
}

std::optional<std::vector<seconds>> ages_of(std::string_view text) {
  std::vector<seconds> out;
  while (!text.empty()) {
    const auto word = text.substr(0, text.find(' '));
    text.remove_prefix(std::min(text.size(), word.size() + 1));
    const auto age = number_of<std::int64_t>(word);
    if (!age) return std::nullopt;
    out.emplace_back(*age);
  }
  return out;
}

}  // namespace

BoardReset board_reset_of(std::string_view text) {
  text = trimmed(text);
  if (const auto bits =
          text.starts_with("0x") ? number_of<std::uint32_t>(text.substr(2), 16) : number_of<std::uint32_t>(text))
    return of_bits(*bits);
  std::string words(text);
  std::transform(words.begin(), words.end(), words.begin(),
                 [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
  const auto says = [&](const char* word) { return words.find(word) != words.npos; };
  if (says("brown")) return BoardReset::brown_out;
  if (says("watchdog") || says("wdt")) return BoardReset::watchdog;
  if (says("power")) return BoardReset::power;
  return BoardReset::unknown;
}

wire::BootReason boot_reason(const LastRun& last) {
  using Reason = wire::BootReason;
  if (!last.known) return Reason::unknown;
  switch (last.end) {
    case RunEnd::restart:
      return Reason::restart;
    case RunEnd::update:
      return Reason::update;
    case RunEnd::none:
      break;
  }
  if (last.same_host) return last.watchdog ? Reason::watchdog : Reason::crash;
  switch (last.board) {
    case BoardReset::brown_out:
      return Reason::brown_out;
    case BoardReset::watchdog:
      return Reason::watchdog;
    case BoardReset::power:
    case BoardReset::unknown:
      break;
  }
  return Reason::power;
}

BootHistory started(BootHistory history, const Start& start, const CrashLimits& limits) {
  if (history.program != start.program) {
    const auto starts = history.starts;
    history = BootHistory{};
    history.starts = starts;
  } else if (is_crash(start.reason)) {
    history.crashes.emplace_back(0);
    if (history.crashes.size() > kMostCrashes) history.crashes.erase(history.crashes.begin());
    history.good = seconds{0};
  }
  history.safe_mode = history.safe_mode || history.crashes.size() >= limits.crashes;
  history.host = start.host;
  history.program = start.program;
  history.end = RunEnd::none;
  ++history.starts;
  return history;
}

BootHistory aged(BootHistory history, seconds ran, const CrashLimits& limits) {
  for (auto& age : history.crashes) age += ran;
  std::erase_if(history.crashes, [&](seconds age) { return age >= limits.within; });
  if (history.safe_mode) history.good += ran;
  if (!ages(history)) history.relapses = 0;
  return history;
}

bool may_update(const BootHistory& history, const CrashLimits& limits) {
  const auto rows = history.crashes.size() / limits.crashes;
  return rows == 0 || rows % 2 == 1;
}

bool may_leave(const BootHistory& history, const CrashLimits& limits) {
  return history.safe_mode && history.good >= stretch(history, limits);
}

BootHistory left(BootHistory history, const CrashLimits& limits) {
  history.safe_mode = false;
  history.good = seconds{0};
  history.crashes.assign(limits.crashes - 1, seconds{0});  // one more is one too many
  ++history.relapses;
  return history;
}

std::string encode(const BootHistory& history) {
  std::vector<std::int64_t> ages;
  for (const auto age : history.crashes) ages.push_back(age.count());
  auto text =
      fmt::format("{}\nstarts {}\nhost {}\nprogram {}\nend {}\ncrashes {}\nsafe_mode {}\ngood {}\nrelapses {}\n",
                  kFormat, history.starts, history.host, history.program, static_cast<int>(history.end),
                  fmt::join(ages, " "), history.safe_mode ? 1 : 0, history.good.count(), history.relapses);
  return text + fmt::format("crc {:08x}\n", checksum(text));
}

std::optional<BootHistory> decode_history(std::string_view text) {
  const auto end = text.rfind("crc ");
  if (end == text.npos || !text.starts_with(kFormat)) return std::nullopt;
  if (number_of<std::uint32_t>(trimmed(text.substr(end + 4)), 16) != checksum(text.substr(0, end))) return std::nullopt;
  const auto fields = fields_of(text.substr(0, end));
  const auto field = [&](std::string_view name) {
    const auto found = fields.find(name);
    return found == fields.end() ? std::string_view{} : found->second;
  };
  const auto starts = number_of<std::uint64_t>(field("starts"));
  const auto ended = number_of<std::uint8_t>(field("end"));
  const auto crashes = ages_of(field("crashes"));
  const auto safe_mode = number_of<std::uint8_t>(field("safe_mode"));
  const auto good = number_of<std::int64_t>(field("good"));
  const auto relapses = number_of<std::uint32_t>(field("relapses"));
  if (!starts || !ended || *ended > static_cast<std::uint8_t>(RunEnd::update) || !crashes || !safe_mode || !good ||
      !relapses)
    return std::nullopt;
  return BootHistory{*starts,
                     std::string(field("host")),
                     std::string(field("program")),
                     static_cast<RunEnd>(*ended),
                     *crashes,
                     *safe_mode != 0,
                     seconds{*good},
                     *relapses};
}

}  // namespace liftguard::monitor
