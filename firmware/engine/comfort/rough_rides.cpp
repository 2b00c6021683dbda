#include "firmware/engine/comfort/rough_rides.hpp"

#include "firmware/engine/units.hpp"

namespace liftguard::engine {
namespace {

constexpr float kRuns = 0.15F;         // m/s: the slowest creep
constexpr float kLongestStepS = 0.1F;  // a filter does not bridge more
constexpr float kSlowestS = 0.042F;    // 25 Hz, with the rounding of its time stamps
constexpr float kShortestRideS = 2.0F;

}  // namespace

void RoughRides::take(Time at, const Acceleration& sample, float speed_mps) {
  const float seconds = last_ ? to_seconds(at - *last_) : 0.0F;
  if (last_ && seconds <= 0) return;
  last_ = at;
  const std::array across{sample.x, sample.y};
  if (seconds <= 0 || seconds > kLongestStepS) {
    for (std::size_t i = 0; i < across.size(); ++i) filters_[i].begin(across[i]);
    return;
  }
  band_.set_interval(seconds);
  const bool runs = speed_mps > kRuns;
  for (std::size_t i = 0; i < across.size(); ++i) {
    const float sway = filters_[i].push(across[i], band_);
    if (runs) swings_[i].push(sway);
  }
  if (!runs) return;
  felt_s_ += seconds;
  ++felt_samples_;
}

std::optional<float> RoughRides::a95() const {
  if (felt_s_ < kShortestRideS || felt_s_ > kSlowestS * static_cast<float>(felt_samples_)) return std::nullopt;
  const float x = swings_[0].a95(), y = swings_[1].a95();
  return x > y ? x : y;
}

void RoughRides::ride_ended(Time now, const Parameters& parameters, EventList& events) {
  const auto sway = a95();
  forget_ride();
  if (!sway) return;
  const unsigned rides = static_cast<unsigned>(rough_) << 1 | (*sway > parameters.rough_mps2 ? 1U : 0U);
  rough_ = static_cast<std::uint16_t>(rides & kLastTen);
  if (!often(parameters)) reported_.rearm();
  if (!reported_.fire(often(parameters))) return;
  add_values(events.add(EventKind::rough_ride, now, 16), parameters,
             {ParameterId::rough_mps2, ParameterId::rough_rides_count});
}

void RoughRides::keep(Kept& kept) const {
  kept.rough_rides = rough_;
  kept.add(reported());
}

void RoughRides::restore(const Kept& kept) {
  rough_ = static_cast<std::uint16_t>(kept.rough_rides & kLastTen);
  if (kept.has(Reported::rough_ride)) reported_.assume_fired();
}

void RoughRides::forget_ride() {
  if (felt_samples_ == 0) return;
  for (auto& axis : swings_) axis.clear();
  felt_s_ = 0;
  felt_samples_ = 0;
}

}  // namespace liftguard::engine
