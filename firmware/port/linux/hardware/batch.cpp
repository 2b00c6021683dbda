#include "firmware/port/linux/hardware/batch.hpp"

#include <algorithm>
#include <tuple>

namespace liftguard::port {
namespace {

int rank(const engine::Reading& reading) {
  if (const auto* switched = std::get_if<engine::SwitchReading>(&reading)) return static_cast<int>(switched->which);
  constexpr int kAfterSwitches = static_cast<int>(engine::kSwitches);
  if (std::holds_alternative<engine::Temperature>(reading)) return kAfterSwitches;
  if (std::holds_alternative<engine::Pressure>(reading)) return kAfterSwitches + 1;
  if (std::holds_alternative<engine::Acceleration>(reading)) return kAfterSwitches + 2;
  return kAfterSwitches + 3;
}

}  // namespace

void Batch::flush(const std::function<void(const engine::Input&)>& take) {
  // Before sorting: what came late for the last turn belongs to its end, in the order of rows.
  for (auto& input : inputs_) input.at = std::max(input.at, last_);
  std::stable_sort(inputs_.begin(), inputs_.end(), [](const auto& a, const auto& b) {
    return std::tuple(a.at, rank(a.reading)) < std::tuple(b.at, rank(b.reading));
  });
  if (!inputs_.empty()) last_ = inputs_.back().at;
  for (const auto& input : inputs_) take(input);
  inputs_.clear();
}

}  // namespace liftguard::port
