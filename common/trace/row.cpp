#include "common/trace/row.hpp"

#include <algorithm>
#include <cmath>

#include "common/base/text.hpp"
#include "common/trace/numbers.hpp"

namespace liftguard::trace {

bool TraceHeader::has(Column column) const {
  return std::find(columns.begin(), columns.end(), column) != columns.end();
}

Result<std::vector<FloorMark>> parse_floors(std::string_view text) {
  std::vector<FloorMark> floors;
  while (true) {
    const auto first = text.find_first_not_of(' ');
    if (first == std::string_view::npos) return floors;
    text.remove_prefix(first);
    const auto pair = text.substr(0, text.find(' '));
    const auto colon = pair.rfind(':');
    const auto height = colon == std::string_view::npos ? std::nullopt : parse_number(pair.substr(colon + 1));
    if (!height || !std::isfinite(*height) || colon == 0)
      return refuse("bad_floors", "floors must be label:height pairs, not '" + printable(pair, 40) + "'");
    if (!floors.empty() && *height <= floors.back().height_m)
      return refuse("bad_floors", "floors must rise: '" + printable(pair, 40) + "'");
    floors.push_back({std::string(pair.substr(0, colon)), *height});
    text.remove_prefix(pair.size());
  }
}

std::vector<Column> all_columns() {
  std::vector<Column> columns;
  for (std::size_t i = 0; i < kColumnNames.size(); ++i) columns.push_back(static_cast<Column>(i));
  return columns;
}

}  // namespace liftguard::trace
