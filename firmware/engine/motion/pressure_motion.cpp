#include "firmware/engine/motion/pressure_motion.hpp"

#include "firmware/engine/units.hpp"

namespace liftguard::engine {
namespace {

constexpr Duration kShort{2'100'000};       // slope window: three blocks at 1 Hz
constexpr Duration kStandstill{3'200'000};  // flat for this long ends a ride; slow lifts were seen to pause for 1.5 s
constexpr Duration kOneBlockAgo{1'500'000};
constexpr float kBegins = 2.5F;         // Pa/s: 0.2 m/s
constexpr float kRide = 5.8F;           // Pa/s: 0.5 m/s; people climb stairs at up to 5.5
constexpr float kStorey = 24.0F;        // Pa: 2 m, less than any storey
constexpr float kAirDeviation = 0.25F;  // m

}  // namespace

void PressureMotion::begin(Time now) {
  begun_ = true;
  going_ = steep_ = false;
  first_ = standing_since_ = now;
}

std::optional<Travel> PressureMotion::take(const PressureBlock& block, const PressureTrack& track, float pa_per_m) {
  if (!begun_) begin(block.at);
  const auto slope = track.slope_since(block.at - kShort);
  if (!slope) return std::nullopt;
  const bool noisy = squared(slope->pa_per_s) < 9.0F * slope->deviation_squared && slope->blocks > 3;
  const float steep = noisy ? 0.0F : magnitude(slope->pa_per_s);
  if (!going_) {
    if (steep > kBegins) depart(track, block.at, steep);
    return std::nullopt;
  }
  velocity_ = -slope->pa_per_s / pa_per_m;
  displacement_ = metres_risen(before_pa_, block.pa, pa_per_m);
  if (steep > peak_slope_) peak_slope_ = steep;
  if (steep > kBegins) last_moving_ = block.at;
  if (block.at - last_moving_ < kStandstill) return std::nullopt;
  return arrive(track, pa_per_m, block.at);
}

void PressureMotion::depart(const PressureTrack& track, Time now, float slope) {
  going_ = true;
  const Time onset = now - kOneBlockAgo;  // the window's middle is a second back
  start_ = onset < first_ ? first_ : onset;
  last_moving_ = now;
  peak_slope_ = slope;
  displacement_ = velocity_ = 0;
  before_pa_ = track.level_between(start_ - kStandstill, start_).value_or(0);
}

std::optional<Travel> PressureMotion::arrive(const PressureTrack& track, float pa_per_m, Time now) {
  going_ = false;
  const Time end = last_moving_ - Duration{500'000};
  const auto after = track.level_between(last_moving_ + Duration{500'000}, now);
  if (!after || before_pa_ <= 0) return std::nullopt;
  const float fall = before_pa_ - *after;
  if (peak_slope_ < kRide || magnitude(fall) < kStorey) return std::nullopt;
  standing_since_ = end;
  const float metres = metres_risen(before_pa_, *after, pa_per_m);
  return Travel{start_,
                end,
                metres,
                squared(kAirDeviation) + squared(0.03F * metres),
                peak_slope_ / pa_per_m,
                RideBasis::pressure};
}

std::optional<Travel> PressureMotion::finish(const PressureTrack& track, float pa_per_m) {
  const auto latest = track.latest();
  if (!going_ || !latest || latest->at - last_moving_ < kOneBlockAgo) return std::nullopt;
  return arrive(track, pa_per_m, latest->at);
}

}  // namespace liftguard::engine
