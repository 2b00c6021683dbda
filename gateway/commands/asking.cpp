#include "gateway/commands/asking.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <fstream>
#include <iterator>
#include <optional>
#include <vector>

#include <fmt/format.h>
#include <toml++/toml.h>

#include "common/base/calendar.hpp"
#include "common/base/text.hpp"
#include "common/base/toml_obstacle.hpp"
#include "common/wire/topics.hpp"

namespace liftguard::gateway::commands {

namespace {

std::vector<std::string_view> split(std::string_view text, char at) {
  std::vector<std::string_view> parts;
  for (;;) {
    const auto end = text.find(at);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

std::optional<std::uint64_t> number(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || value == 0 || value > wire::kMaxNumber)
    return std::nullopt;
  return value;
}

std::optional<Lane> lane(std::string_view name) {
  constexpr std::array kLanes{Lane::alarm, Lane::event, Lane::bulk};
  const auto* found = std::ranges::find_if(kLanes, [&](Lane one) { return wire::lane_name(one) == name; });
  return found == kLanes.end() ? std::nullopt : std::optional(*found);
}

std::optional<UtcTime> time(std::string_view text) {
  constexpr std::size_t kLocalSize = 19;  // 2026-11-22 14:32:05
  std::string iso(text);
  if (iso.size() == kLocalSize && iso[10] == ' ') {
    iso[10] = 'T';
    iso += "+08:00";
  }
  return parse_iso(iso);
}

}  // namespace

Result<wire::Errand> parse_settings(const std::string& text) {
  if (text.size() > wire::kMaxSettingsBytes)
    return refuse("too_large", fmt::format("{} B, {} B fit", text.size(), wire::kMaxSettingsBytes));
  if (!is_utf8(text)) return refuse("bad_toml", "not UTF-8");
  if (const auto obstacle = find_toml_obstacle(text))
    return refuse("bad_toml", fmt::format("line {}: {}", obstacle->line, obstacle->what));
  try {
    static_cast<void>(toml::parse(std::string_view(text)));
  } catch (const toml::parse_error& e) {
    return refuse("bad_toml", fmt::format("line {}: {}", e.source().begin.line, e.description()));
  }
  return wire::Errand{wire::Configure{text}};
}

Result<wire::Errand> read_settings(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in || std::filesystem::is_directory(file)) return refuse("unreadable", file.string());
  // One byte more than may be there tells a file that is too large from one that just fits, however large it is.
  std::string text(wire::kMaxSettingsBytes + 1, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(in.gcount()));
  if (text.size() > wire::kMaxSettingsBytes)
    return refuse("too_large", fmt::format("{}: more than {} B", file.string(), wire::kMaxSettingsBytes));
  return parse_settings(text);
}

Result<wire::Errand> parse_clip_request(std::string_view monitor, std::string_view what, UtcTime now) {
  if (const auto at = time(what)) {
    if (*at > now) return refuse("in_future", format_local(*at));
    return wire::Errand{wire::RequestClip{wire::ClipSpan{*at - kBefore, *at + kAfter}}};
  }
  const auto parts = split(what, '/');
  if (parts.size() != 4) return refuse("bad_when", std::string(what));
  if (parts[0] != monitor) return refuse("other_monitor", std::string(parts[0]));
  const auto journal = number(parts[1]), seq = number(parts[3]);
  const auto of_lane = lane(parts[2]);
  if (!journal || !seq || !of_lane) return refuse("bad_when", std::string(what));
  return wire::Errand{wire::RequestClip{wire::RecordName{*journal, *of_lane, *seq}}};
}

}  // namespace liftguard::gateway::commands
