#include "common/trace/row.hpp"

#include <algorithm>
#include <cmath>

#include "common/base/text.hpp"
#include "common/trace/numbers.hpp"

namespace liftguard::trace {
namespace {

constexpr std::size_t kShown = 40;

}  // namespace

bool TraceHeader::has(Column column) const {
  return std::find(columns.begin(), columns.end(), column) != columns.end();
}

boost::system::result<std::vector<FloorMark>, PlacedRefusal> parse_floors(std::string_view text) {
  std::vector<FloorMark> floors;
  std::size_t at = 0;
  while ((at = text.find_first_not_of(' ', at)) != std::string_view::npos) {
    const auto pair = text.substr(at, text.find(' ', at) - at);
    const auto refused = [&](std::string_view what) {
      return PlacedRefusal{at, std::string(what) + "'" + printable(pair, kShown) + "'"};
    };
    const auto colon = pair.rfind(':');
    const auto height = colon == std::string_view::npos ? std::nullopt : parse_number(pair.substr(colon + 1));
    if (!height || !std::isfinite(*height) || colon == 0) return refused("floors must be label:height pairs, not ");
    if (!floors.empty() && *height <= floors.back().height_m) return refused("floors must rise: ");
    const auto label = pair.substr(0, colon);
    if (std::any_of(floors.begin(), floors.end(), [&](const auto& floor) { return floor.label == label; }))
      return refused("two floors have one label: ");
    floors.push_back({std::string(label), *height});
    at += pair.size();
  }
  return floors;
}

std::vector<Column> all_columns() {
  std::vector<Column> columns;
  for (std::size_t i = 0; i < kColumnNames.size(); ++i) columns.push_back(static_cast<Column>(i));
  return columns;
}

}  // namespace liftguard::trace
