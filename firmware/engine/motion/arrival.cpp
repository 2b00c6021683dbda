#include "firmware/engine/motion/arrival.hpp"

#include "firmware/engine/units.hpp"

namespace liftguard::engine {
namespace {

// Air at rest was seen to wander by 0.5 Pa in 1.4 s (0.03 m/s) and 3 Pa in 60 s; a two-speed lift creeps at 0.25 m/s.
constexpr float kStandingShort = 0.10F, kStandingLong = 0.06F;  // m/s, over windows below and above 1.8 s
constexpr float kSureEnough = 0.06F;                            // m/s, deviation of the slope
constexpr float kPaired = 0.03F;                                // m/s, beyond two deviations
constexpr float kCreep = 0.15F;                                 // m/s, slowest of two-speed lifts
constexpr float kLongestCreepS = 6.5F;                          // a bump was seen 6 s after the main stop
constexpr float kQuietAtDoorS = 0.5F, kSurelyAtDoorS = 3.0F;
constexpr float kGoing = 0.12F;  // m/s, beyond three deviations

bool stands(const Slope& slope, float pa_per_m) {
  const float limit = slope.seconds < 1.8F ? kStandingShort : kStandingLong;
  return slope.seconds >= 0.7F && magnitude(slope.pa_per_s) <= limit * pa_per_m &&
         slope.deviation_squared <= squared(kSureEnough * pa_per_m);
}

bool goes(const Slope& slope, float pa_per_m) {
  const float beyond = magnitude(slope.pa_per_s) - kGoing * pa_per_m;
  return slope.seconds >= 1.4F && beyond > 0 && squared(beyond) > 9.0F * slope.deviation_squared;
}

// Of a ride that was under way already: what start and stop leave over says nothing.
bool has_arrived_from_anywhere(const QuietEvidence& e) {
  if (e.at_door_s >= kQuietAtDoorS && e.quiet_s >= kQuietAtDoorS) return true;
  switch (e.pressure) {
    case PressureVerdict::standing:
      return e.pressure_s >= 1.4F;
    case PressureVerdict::going:
      return false;
    case PressureVerdict::undecided:
      return e.quiet_s >= 10.0F;
    case PressureVerdict::absent:
      return e.quiet_s >= 20.0F;
  }
  return false;
}

}  // namespace

PressureReading judge_pressure(const std::optional<Slope>& recent, const std::optional<Slope>& whole, float pa_per_m) {
  if (whole && stands(*whole, pa_per_m)) return {PressureVerdict::standing, whole->seconds};
  // A sensor's own low-pass lags a second behind: what counts then is that the last second is flat.
  if (recent && stands(*recent, pa_per_m)) return {PressureVerdict::standing, recent->seconds};
  if (whole && goes(*whole, pa_per_m)) return {PressureVerdict::going, whole->seconds};
  return {PressureVerdict::undecided, 0};
}

bool has_arrived(const QuietEvidence& e) {
  if (!e.whole) return has_arrived_from_anywhere(e);
  const float left = magnitude(e.balance);
  const float even = squared(kPaired) + 4.0F * e.doubt;
  const bool paired = squared(left) <= even;
  const bool tight = paired && even <= squared(kCreep);  // surely not creeping
  const bool loose = left <= 0.10F + 0.25F * e.peak;
  if (e.door_open_in_zone && e.quiet_s >= 0.3F && left <= 0.20F + 0.5F * e.peak) return true;
  if (e.at_door_s >= kSurelyAtDoorS && e.quiet_s >= kSurelyAtDoorS) return true;
  switch (e.pressure) {
    case PressureVerdict::standing:
      return (tight && e.quiet_s >= 0.8F) || ((paired || loose) && e.pressure_s >= 1.8F) || e.pressure_s >= 3.0F;
    case PressureVerdict::going:
      return false;
    case PressureVerdict::undecided:
      return (tight && e.quiet_s >= 2.5F) || ((paired || loose) && e.quiet_s >= 6.0F) || e.quiet_s >= 60.0F;
    case PressureVerdict::absent:
      return (paired && e.quiet_s >= 1.0F) ||
             (loose && e.quiet_s >= (even <= squared(kCreep) ? kLongestCreepS : 3.0F)) ||
             (left <= 0.10F + 0.5F * e.peak && e.quiet_s >= 8.0F) || e.quiet_s >= 120.0F;
  }
  return false;
}

}  // namespace liftguard::engine
