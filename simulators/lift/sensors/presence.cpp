#include "simulators/lift/sensors/presence.hpp"

#include <utility>

namespace liftguard::lift {

PresenceSensor::PresenceSensor(const PresenceTraits& traits, Random random)
    : traits_(traits), random_(std::move(random)) {
  flicker_start_s_ = random_.uniform(traits_.flicker_pause_s);
  flicker_end_s_ = flicker_start_s_ + random_.uniform(traits_.flicker_s);
}

void PresenceSensor::advance_to(double time_s, bool stirring) {
  if (stirring) seen_until_s_ = time_s + traits_.hold_s;
  on_ = !blind_ && time_s < seen_until_s_;
  if (time_s < flicker_start_s_) return;
  if (time_s < flicker_end_s_) {
    if (!blind_) on_ = !on_;
    return;
  }
  flicker_start_s_ = time_s + random_.uniform(traits_.flicker_pause_s);
  flicker_end_s_ = flicker_start_s_ + random_.uniform(traits_.flicker_s);
}

}  // namespace liftguard::lift
