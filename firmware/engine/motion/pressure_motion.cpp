#include "firmware/engine/motion/pressure_motion.hpp"

#include "firmware/engine/units.hpp"

namespace liftguard::engine {
namespace {

constexpr Duration kWindow{2'100'000};      // of the slope: three blocks at 1 Hz
constexpr Duration kStandstill{3'200'000};  // no steep window for this long; slow lifts were seen to pause for 1.5 s
constexpr Duration kBefore{3'200'000};      // pressure before the departure
constexpr Duration kJustPassed{500'000};
constexpr float kBegins = 2.5F;  // Pa/s: 0.2 m/s
constexpr float kGone = 8.0F;    // Pa: farther than most gusts, for longer than they last
constexpr Duration kGoneFor{1'500'000};
constexpr float kRide = 5.8F;        // Pa/s: 0.5 m/s; people climb stairs at up to 5.5
constexpr float kStorey = 24.0F;     // Pa: 2 m, less than any storey
constexpr float kMetre = 11.0F;      // Pa: a metre of the coldest air has 13, of the warmest 11
constexpr float kBand = 1.0F;        // Pa: what counts as having left a level, at the least
constexpr float kWidestBand = 4.0F;  // Pa: half of kGone, however a fan may beat
constexpr float kBandNoise = 3.5F;
// A lift at 0.7 m/s² after a quarter of a second of jerk gains 0.08 m (1 Pa) in 0.74 s, 0.25 m in 1.1 s, 0.4 m in 1.4
// s.
constexpr float kGainS = 0.60F, kGainSPerPa = 0.16F;
constexpr float kAirDeviation = 0.25F;  // m

float band(const PressureTrack& track) {
  const float noise = kBandNoise * track.noise_pa();
  return noise < kBand ? kBand : noise > kWidestBand ? kWidestBand : noise;
}

Duration time_within(float band_pa) {
  return to_duration(kGainS + kGainSPerPa * band_pa);
}

}  // namespace

void PressureMotion::begin(Time now) {
  begun_ = true;
  state_ = State::standing;
  first_ = shut_since_ = standing_since_ = now;
  opened_.reset();
}

std::optional<Travel> PressureMotion::take(const PressureBlock& block, const PressureTrack& track, float pa_per_m,
                                           const Surroundings& around) {
  if (!begun_) begin(block.at);
  around_ = around;
  if (around.door_open_in_zone) {
    if (!opened_) opened_ = block.at;
    shut_since_ = block.at;
  }
  const auto slope = track.slope_since(block.at - kWindow);
  if (!slope) return std::nullopt;
  const bool by_chance = squared(slope->pa_per_s) < 9.0F * slope->deviation_squared && slope->blocks > 3;
  const bool steep = magnitude(slope->pa_per_s) > kBegins && !by_chance && !around.door_open_in_zone;
  if (state_ == State::standing) {
    if (steep) depart(track, block, *slope);
    return std::nullopt;
  }
  if (!around.in_zone) left_zone_ = true;
  if (steep) follow(block, slope->pa_per_s);
  if (state_ == State::leaving) confirm(track, block);
  if (state_ == State::going) {
    velocity_ = -air_scale_.factor() * slope->pa_per_s / pa_per_m;
    displacement_ = air_scale_.factor() * metres_risen(before_pa_, block.pa, pa_per_m);
  }
  if (block.at - last_moving_ < kStandstill) return std::nullopt;
  return arrive(track, pa_per_m, block.at);
}

void PressureMotion::depart(const PressureTrack& track, const PressureBlock& block, const Slope& slope) {
  const Time until = block.at - kWindow;
  const Time from = until - kBefore < standing_since_ ? standing_since_ : until - kBefore;
  const auto level = track.level_between(from, until);
  if (!level) return;
  state_ = State::leaving;
  left_zone_ = !around_.in_zone;
  before_pa_ = *level;
  opened_.reset();
  start_ = until;
  last_moving_ = block.at;
  peak_slope_ = magnitude(slope.pa_per_s);
  displacement_ = velocity_ = 0;
}

void PressureMotion::take_over(const Departure& from, Time now) {
  begin(now);
  state_ = State::going;
  left_zone_ = true;
  start_ = from.start;
  before_pa_ = from.before_pa;
  displacement_ = from.metres;
  last_moving_ = now;
  velocity_ = peak_slope_ = 0;
}

void PressureMotion::follow(const PressureBlock& block, float pa_per_s) {
  last_moving_ = block.at;
  if (magnitude(pa_per_s) > peak_slope_) peak_slope_ = magnitude(pa_per_s);
}

void PressureMotion::confirm(const PressureTrack& track, const PressureBlock& block) {
  const float gone = block.pa - before_pa_;
  if (magnitude(gone) < kGone) return;
  const float limit = band(track);
  const auto left = track.left_level({before_pa_, limit, sign(gone)});
  const Time start = (left ? *left : start_) - time_within(limit);
  if (block.at - start < kGoneFor) return;
  state_ = State::going;
  start_ = start < shut_since_ ? shut_since_ : start;
}

std::optional<Travel> PressureMotion::arrive(const PressureTrack& track, float pa_per_m, Time now) {
  const bool went = state_ == State::going;
  state_ = State::standing;
  const auto after = track.level_between(last_moving_ + kJustPassed, now);
  if (!went || !after || !is_ride(before_pa_ - *after)) return std::nullopt;
  standing_since_ = ended(track, *after);
  const float metres = air_scale_.factor() * metres_risen(before_pa_, *after, pa_per_m);
  return Travel{start_,
                standing_since_,
                metres,
                squared(kAirDeviation) + air_scale_.variance() * squared(metres),
                air_scale_.factor() * peak_slope_ / pa_per_m,
                RideBasis::pressure};
}

bool PressureMotion::is_ride(float fall_pa) const {
  if (!around_.in_a_car) return peak_slope_ > kRide && magnitude(fall_pa) > kStorey;
  return magnitude(fall_pa) > kMetre && (left_zone_ || !around_.zone_known);
}

Time PressureMotion::ended(const PressureTrack& track, float level_pa) const {
  const float limit = band(track);
  const auto reached = track.reached_level({level_pa, limit, before_pa_ > level_pa ? 1.0F : -1.0F});
  const Time end = reached ? *reached + time_within(limit) : last_moving_ - kJustPassed;
  if (opened_ && *opened_ > start_ && *opened_ < end) return *opened_;  // nobody opens a door on the way
  return end < start_ ? start_ : end;
}

std::optional<Travel> PressureMotion::finish(const PressureTrack& track, float pa_per_m) {
  const auto latest = track.latest();
  if (standing() || !latest || latest->at - last_moving_ < kJustPassed) return std::nullopt;
  return arrive(track, pa_per_m, latest->at);
}

}  // namespace liftguard::engine
