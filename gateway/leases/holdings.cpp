#include "gateway/leases/holdings.hpp"

#include <cstddef>

namespace liftguard::gateway::leases {

bool Holdings::may_act() const {
  const std::int64_t asked = asked_us_;
  if (ended_ || asked == kNever) return false;
  return leases::may_act(steady_.now(), SteadyTime{std::chrono::microseconds{asked}});
}

bool Holdings::serves(std::string_view monitor) const {
  return holds(monitor) && may_act();
}

bool Holdings::renewed_since(SteadyTime then) const {
  return asked_us_ > then.time_since_epoch().count();
}

SlotEpochs Holdings::epochs() const {
  SlotEpochs epochs{};
  for (std::size_t slot = 0; slot < epochs.size(); ++slot) epochs[slot] = epochs_[slot];
  return epochs;
}

}  // namespace liftguard::gateway::leases
