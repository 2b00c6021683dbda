#include "common/storage/placeholders.hpp"

namespace liftguard::storage {

std::string with_placeholders(std::string_view sql, char mark) {
  std::string out(sql);
  char quote = 0;
  for (std::size_t i = 0; i < out.size(); ++i) {
    const char c = out[i];
    if (quote != 0) {
      if (c == quote) quote = 0;
    } else if (c == '\'' || c == '"') {
      quote = c;
    } else if (c == ':' && i + 1 < out.size() && out[i + 1] >= '0' && out[i + 1] <= '9') {
      out[i] = mark;
    }
  }
  return out;
}

}  // namespace liftguard::storage
