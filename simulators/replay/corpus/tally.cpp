#include "simulators/replay/corpus/tally.hpp"

#include <algorithm>
#include <cmath>

#include "simulators/replay/text/moment.hpp"

namespace liftguard::replay {
namespace {

void take(trace::KindCount& sum, const trace::KindCount& part) {
  sum.expected += part.expected;
  sum.met += part.met;
  sum.extra += part.extra;
  sum.delays_ms.insert(sum.delays_ms.end(), part.delays_ms.begin(), part.delays_ms.end());
}

}  // namespace

void Tally::add(const trace::Comparison& comparison) {
  for (const auto& [name, count] : comparison.kinds) take(kinds_[name], count);
}

const trace::KindCount* Tally::kind(std::string_view name) const {
  const auto found = kinds_.find(name);
  return found == kinds_.end() ? nullptr : &found->second;
}

trace::KindCount Tally::events() const {
  trace::KindCount sum;
  for (const auto& [name, count] : kinds_)
    if (name != "ride") take(sum, count);
  return sum;
}

std::optional<double> percentile(std::vector<double> values, double share) {
  if (values.empty()) return std::nullopt;
  const auto wanted = std::ceil(share * static_cast<double>(values.size()));
  const auto index = std::min(values.size(), static_cast<std::size_t>(std::max(wanted, 1.0))) - 1;
  std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(index), values.end());
  return values[index];
}

std::string delay_text(const std::optional<double>& delay_ms) {
  return delay_ms ? decimal(*delay_ms / 1000.0, 2) : "-";
}

}  // namespace liftguard::replay
