#include "common/base/toml_obstacle.hpp"

#include <algorithm>
#include <cctype>

namespace liftguard {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF", kBlanks = " \t";

struct Trouble {
  std::size_t at;  // in the line
  const char* what;
};

std::optional<Trouble> nameless_header(std::string_view line) {
  constexpr std::string_view kKeyBegins = "\"'-_]";
  const auto header = line.find_first_not_of(kBlanks);
  if (header == std::string_view::npos || line[header] != '[') return std::nullopt;
  const auto brackets = line.substr(header).starts_with("[[") ? 2U : 1U;
  const auto key = std::min(line.find_first_not_of(kBlanks, header + brackets), line.size());
  const bool begins = key < line.size() && (std::isalnum(static_cast<unsigned char>(line[key])) != 0 ||
                                            kKeyBegins.find(line[key]) != std::string_view::npos);
  return begins ? std::nullopt : std::optional<Trouble>({key, "a table needs a name"});
}

// Behind the text that begins at `at`; the line's end where it does not end.
std::size_t end_of_text(std::string_view line, std::size_t at) {
  const char quote = line[at++];
  for (; at < line.size() && line[at] != quote; ++at)
    if (line[at] == '\\' && quote == '"') ++at;
  return std::min(at + 1, line.size());
}

// A quotation mark within a value ("1\"") begins no text.
std::optional<Trouble> odd_letter(std::string_view line) {
  constexpr std::string_view kBeforeText = "\n=[,.{";
  char before = '\n';  // the last that is no blank
  for (std::size_t at = 0; at < line.size();) {
    const auto rest = line.substr(at);
    const char here = rest.front();
    if (here == '#') return std::nullopt;
    if (rest.starts_with("\"\"\"") || rest.starts_with("'''")) return Trouble{at, "a text stands in one line"};
    if (static_cast<unsigned char>(here) >= 0x80) return Trouble{at, "a letter outside quotation marks"};
    const bool text = (here == '"' || here == '\'') && kBeforeText.find(before) != std::string_view::npos;
    if (kBlanks.find(here) == std::string_view::npos) before = here;
    at = text ? end_of_text(line, at) : at + 1;
  }
  return std::nullopt;
}

}  // namespace

std::optional<TomlObstacle> find_toml_obstacle(std::string_view toml) {
  if (toml.starts_with(kByteOrderMark)) toml.remove_prefix(kByteOrderMark.size());
  for (std::uint32_t number = 1; !toml.empty(); ++number) {
    const auto line = toml.substr(0, toml.find('\n'));
    toml.remove_prefix(std::min(line.size() + 1, toml.size()));
    auto trouble = nameless_header(line);
    if (!trouble) trouble = odd_letter(line);
    if (trouble) return TomlObstacle{number, static_cast<std::uint32_t>(trouble->at + 1), trouble->what};
  }
  return std::nullopt;
}

}  // namespace liftguard
