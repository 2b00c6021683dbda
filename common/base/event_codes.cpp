#include "common/base/event_codes.hpp"

#include <algorithm>

namespace liftguard {

const DialectFacts* find_dialect(std::string_view name) {
  const auto found = std::ranges::find(kDialects, name, &DialectFacts::name);
  return found == kDialects.end() ? nullptr : &*found;
}

std::optional<std::string_view> code_of(Dialect dialect, EventKind kind, std::span<const std::string> reasons) {
  std::optional<std::string_view> without_reason;
  for (const auto& row : kCodeRows) {
    if (row.dialect != dialect || row.kind != kind) continue;
    if (row.reason.empty())
      without_reason = row.code;
    else if (std::ranges::find(reasons, row.reason) != reasons.end())
      return row.code;
  }
  return without_reason;
}

CodeReading read_code(Dialect dialect, std::string_view code) {
  CodeReading out{.code = std::string(code), .zh = {}, .en = {}, .kind = {}};
  bool ambiguous = false;
  for (const auto& row : kCodeRows) {
    if (row.dialect != dialect || row.code != code) continue;
    out.zh = row.zh;
    out.en = row.en;
    ambiguous = ambiguous || (out.kind && out.kind != row.kind);
    out.kind = row.kind;
  }
  if (ambiguous) out.kind.reset();
  return out;
}

}  // namespace liftguard
