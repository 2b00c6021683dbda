#include "firmware/engine/motion/motion_tracker.hpp"

#include "firmware/engine/units.hpp"

namespace liftguard::engine {
namespace {

constexpr float kUsualPressure = 101325.0F;
constexpr float kUsualCelsius = 20.0F;
constexpr float kColdestShaft = 0.0F, kHottestShaft = 35.0F;

}  // namespace

std::optional<Travel> MotionTracker::take_acceleration(Time at, float above_gravity, const Surroundings& around) {
  const auto block = blocks_.push(at, above_gravity);
  if (!block) return std::nullopt;
  return inertial_.take(*block, air_at_hand(), around);
}

std::optional<Travel> MotionTracker::take_pressure(Time at, float pa, const Surroundings& around) {
  const auto block = track_.push(at, pa);
  if (!block) return std::nullopt;
  if (!health_.acceleration) return by_pressure_.take(*block, track_, pa_per_m(), around);
  inertial_.take_pressure(*block, air_at_hand());
  return std::nullopt;
}

// The car's own heat is not the shaft's.
void MotionTracker::take_temperature(float celsius) {
  celsius_ = celsius < kColdestShaft ? kColdestShaft : celsius > kHottestShaft ? kHottestShaft : celsius;
}

std::optional<Travel> MotionTracker::finish() {
  return health_.acceleration ? inertial_.finish(air_at_hand()) : by_pressure_.finish(track_, pa_per_m());
}

// What takes over goes on where the other one was: a standstill stays one, and a ride stays one where pressure has it
// from its beginning. A ride by pressure is left to it to the end.
void MotionTracker::set_health(Health health, Time now) {
  if (health.acceleration && !health_.acceleration && health.pressure && health_.pressure && !by_pressure_.standing())
    health.acceleration = false;
  if (health.acceleration != health_.acceleration) hand_over(health, now);
  if (health.pressure != health_.pressure) track_.clear();
  health_ = health;
}

void MotionTracker::hand_over(Health health, Time now) {
  const bool stood = known() && standing();
  const Time since = standing_since();
  const auto departure = inertial_.departure();
  const float metres = inertial_.displacement();
  blocks_.clear();
  inertial_.begin(now);
  by_pressure_.begin(now);
  if (stood)
    stood_since(since);
  else if (departure && !health.acceleration && health.pressure)
    by_pressure_.take_over({departure->start, departure->before_pa, metres}, now);
}

void MotionTracker::interrupted(Time now) {
  blocks_.clear();
  track_.clear();
  inertial_.begin(now);
  by_pressure_.begin(now);
}

void MotionTracker::learn_length(float true_metres, const Travel& travel) {
  if (travel.basis == RideBasis::pressure)
    by_pressure_.learn_length(true_metres, travel.metres);
  else
    inertial_.learn_length(true_metres, travel.metres);
}

KeptMotion MotionTracker::kept() const {
  return {.bias_weight_s = inertial_.bias().weight_s(),
          .roughness = blocks_.roughness(),
          .air_factor = inertial_.air_scale().factor(),
          .air_variance = inertial_.air_scale().variance(),
          .own_factor = inertial_.own_scale().factor(),
          .own_variance = inertial_.own_scale().variance(),
          .air_noise_pa = track_.noise_pa(),
          .celsius = celsius_};
}

void MotionTracker::restore(const KeptMotion& kept) {
  inertial_.restore_scales(kept);
  blocks_.know_roughness(kept.roughness);
  track_.know_noise(kept.air_noise_pa);
  take_temperature(kept.celsius);
}

void MotionTracker::resume(const KeptMotion& kept, float bias, Time stood_since) {
  inertial_.resume(bias, kept.bias_weight_s, stood_since);
}

void MotionTracker::keep(KeptSenses& kept, Time now) const {
  blocks_.keep(kept, now);
  inertial_.keep(kept, now);
  track_.keep(kept, now);
}

void MotionTracker::resume(const KeptSenses& kept, Time now) {
  for (std::size_t i = 0; i < kept.block_count; ++i)
    if (kept.blocks[i].seconds > 0) inertial_.remember(blocks_.give_again(kept.blocks[i], now));
  inertial_.resume_steadiness(kept);
  blocks_.resume(kept, now);
  track_.resume(kept, now);
}

void MotionTracker::stood_since(Time since) {
  inertial_.stood_since(since);
  by_pressure_.stood_since(since);
}

bool MotionTracker::standing() const {
  return health_.acceleration ? inertial_.standing() : by_pressure_.standing();
}
bool MotionTracker::settled() const {
  return health_.acceleration ? inertial_.settled() : by_pressure_.settled();
}
Time MotionTracker::standing_since() const {
  return health_.acceleration ? inertial_.standing_since() : by_pressure_.standing_since();
}
std::optional<Time> MotionTracker::leaving_since() const {
  return health_.acceleration ? inertial_.leaving_since() : by_pressure_.leaving_since();
}
float MotionTracker::displacement() const {
  return health_.acceleration ? inertial_.displacement() : by_pressure_.displacement();
}
float MotionTracker::velocity() const {
  return health_.acceleration ? inertial_.velocity() : by_pressure_.velocity();
}

std::optional<float> MotionTracker::speed_by_pressure() const {
  const auto latest = track_.latest();
  if (!health_.pressure || !latest) return std::nullopt;
  const auto slope = track_.slope_since(latest->at - Duration{1'500'000});
  if (!slope) return std::nullopt;
  return inertial_.air_scale().factor() * magnitude(slope->pa_per_s) / pa_per_m();
}

float MotionTracker::pa_per_m() const {
  const auto latest = track_.latest();
  return pascals_per_metre(latest ? latest->pa : kUsualPressure, health_.acceleration ? kUsualCelsius : celsius_);
}

InertialMotion::Air MotionTracker::air_at_hand() const {
  InertialMotion::Air air;
  if (health_.pressure && track_.latest()) air.track = &track_;
  air.pa_per_m = pa_per_m();
  air.awaited = health_.pressure;
  return air;
}

}  // namespace liftguard::engine
