#include "gateway/ingest/hearing.hpp"

#include <algorithm>
#include <cstddef>

namespace liftguard::gateway {

void Hearing::follow(const leases::SlotSet& heard, UtcTime now) {
  for (std::size_t i = 0; i < slots_.size(); ++i) {
    Slot& slot = slots_[i];
    if (heard.test(i) && !slot.deaf) continue;
    slot = {now, now, !heard.test(i)};
  }
}

void Hearing::heard(std::uint8_t slot, UtcTime before, UtcTime now) {
  if (before < slots_[slot].from) slots_[slot].returned = now;
}

bool Hearing::is_silent(std::uint8_t slot, UtcTime last_heard, UtcTime now) const {
  const auto& [from, returned, deaf] = slots_[slot];
  const bool recovers = now - returned <= kRecovered && now - from <= kRecoversAtMost;
  return !deaf && !recovers && now - std::max(last_heard, from) > kSilentAfter;
}

}  // namespace liftguard::gateway
