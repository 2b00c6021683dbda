#include "common/trace/row.hpp"

#include <algorithm>

namespace liftguard::trace {

bool TraceHeader::has(Column column) const {
  return std::find(columns.begin(), columns.end(), column) != columns.end();
}

std::vector<Column> all_columns() {
  std::vector<Column> columns;
  for (std::size_t i = 0; i < kColumnNames.size(); ++i) columns.push_back(static_cast<Column>(i));
  return columns;
}

}  // namespace liftguard::trace
