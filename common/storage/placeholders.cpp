#include "common/storage/placeholders.hpp"

namespace liftguard::storage {

std::string with_placeholders(std::string_view sql, std::string_view mark) {
  std::string out;
  out.reserve(sql.size());
  char quote = 0;
  for (std::size_t i = 0; i < sql.size(); ++i) {
    const char c = sql[i];
    if (quote == 0 && c == ':' && i + 1 < sql.size() && sql[i + 1] >= '0' && sql[i + 1] <= '9') {
      out += mark;
      continue;
    }
    if (quote != 0 && c == quote)
      quote = 0;
    else if (quote == 0 && (c == '\'' || c == '"'))
      quote = c;
    out += c;
  }
  return out;
}

}  // namespace liftguard::storage
