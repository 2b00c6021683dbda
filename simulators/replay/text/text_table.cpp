#include "simulators/replay/text/text_table.hpp"

#include <algorithm>
#include <cstdint>
#include <numeric>

namespace liftguard::replay {
namespace {

constexpr std::size_t kGap = 2;

// The one code point at the head of `text`, which it is taken off; a bad byte counts as one.
std::uint32_t next_point(std::string_view& text) {
  const auto lead = static_cast<unsigned char>(text.front());
  const std::size_t size = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  std::uint32_t point = size == 1 ? lead : lead & (0xFFU >> (size + 1));
  for (std::size_t i = 1; i < size && i < text.size(); ++i)
    point = point << 6 | (static_cast<unsigned char>(text[i]) & 0x3FU);
  text.remove_prefix(std::min(size, text.size()));
  return point;
}

// East Asian Wide and Fullwidth (Unicode UAX #11), as far as this tool's words need them.
bool is_wide(std::uint32_t point) {
  return (point >= 0x2E80 && point <= 0xA4CF) || (point >= 0xAC00 && point <= 0xD7A3) ||
         (point >= 0xF900 && point <= 0xFAFF) || (point >= 0xFF00 && point <= 0xFF60) ||
         (point >= 0x20000 && point <= 0x3FFFD);
}

}  // namespace

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  while (!text.empty()) width += is_wide(next_point(text)) ? 2U : 1U;
  return width;
}

std::string TextTable::text() const {
  std::vector<std::size_t> widths(columns_.size(), 0);
  for (const auto& cells : rows_)
    for (std::size_t i = 0; i < cells.size(); ++i) widths[i] = std::max(widths[i], display_width(cells[i]));
  const auto all = std::accumulate(widths.begin(), widths.end(), kGap * (widths.size() - 1));
  std::string out;
  for (const auto& cells : rows_) {
    if (cells.empty()) out.append(all, '-');
    std::string line;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const std::string blanks(widths[i] - display_width(cells[i]), ' ');
      if (i > 0) line.append(kGap, ' ');
      line += columns_[i] == Align::right ? blanks + cells[i] : cells[i] + blanks;
    }
    line.erase(line.find_last_not_of(' ') + 1);
    out += line + "\n";
  }
  return out;
}

}  // namespace liftguard::replay
