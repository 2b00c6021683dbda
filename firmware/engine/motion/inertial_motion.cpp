#include "firmware/engine/motion/inertial_motion.hpp"

#include "firmware/engine/units.hpp"

namespace liftguard::engine {
namespace {

// Real rides pulse above 0.15 m/s² for 0.83 s at least; smoothed noise of a car at rest stays below 0.03.
constexpr float kOnset = 0.06F, kOnsetOver = 0.035F, kLeaving = 0.11F;
constexpr float kLeavingSpeed = 0.15F, kGoingSpeed = 0.25F;  // m/s
constexpr float kQuiet = 0.07F, kLoud = 0.10F;               // m/s², smoothed
constexpr float kRoughShare = 0.12F;                         // of the roughness, on top of each limit
constexpr float kGaining = 0.3F;                             // m/s², smoothed
constexpr float kBump = 0.12F;                               // m/s², a block, beyond its roughness
constexpr Duration kStillAir{4'000'000};
constexpr float kStillAirS = 3.4F;
constexpr float kConfirmMetres = 0.8F, kRefuteMetres = 4.0F;  // inertial
constexpr float kConfirmShare = 0.35F, kRefuteShare = 0.2F;   // of which pressure must, or does not, see
constexpr float kShock = 2.0F, kShockLeaves = 0.06F;          // m/s², m/s
constexpr float kUsualSwing = 4.0F;                           // of the roughness
constexpr float kSwingLeaves = 0.01F;                         // m/s for each m/s² of a block's swing
constexpr float kStandsStill = 2.5e-5F;                       // (m/s)²
constexpr float kNothing = 0.15F;                             // m: a movement of less is none
constexpr Duration kBiasLag{1'500'000};
constexpr float kBiasFirstS = 1.0F, kBiasSureS = 3.0F, kBiasAloneS = 12.0F;  // steady for so long
constexpr float kBiasUsual = 0.3F, kBiasLimit = 0.6F;  // m/s²: of a part, and of a part with a scale that is off
constexpr float kBiasUnknown = 0.15F;                  // m/s², one deviation
constexpr float kAnySpeed = 3.0F;                      // m/s, one deviation
constexpr float kBiasWrong = 0.08F;                    // m/s²
constexpr float kFastestLift = 10.0F;                  // m/s; an express may gain 6 m/s in 13 s
constexpr float kAtDoorS = 1.0F;                       // a car on its way is past a zone by then
constexpr float kPerhapsQuietS = 0.5F, kWellFoundedS = 5.0F;
constexpr float kLeftOver = 0.10F, kLeftOverShare = 0.5F;  // m/s, and of the greatest speed
constexpr float kUsualOffset = 0.1F;                       // m/s²
constexpr Duration kOnsetIsBias{12'000'000};               // no lift accelerates for so long: the mounting has shifted
constexpr Duration kBefore{2'500'000};                     // pressure before the departure
constexpr float kAirWander = 0.20F;                        // m, how far the air of a shaft misleads for kAirWanderS
constexpr float kAirWanderS = 60.0F;
constexpr float kPiston = 0.15F;     // m for (m/s)²: the car pushes the shaft's air before it
constexpr float kAirAtRest = 0.18F;  // m, from standstill to standstill
constexpr float kUnlikely = 5.0F;
constexpr Duration kGustOver{2'200'000};
constexpr float kVague = 0.16F;  // m²: 0.4 m
constexpr Duration kUnfeltWindow{3'000'000}, kJustBegun{5'000'000};
constexpr float kCreepPa = 0.55F;  // Pa/s: 0.046 m/s; the worst weather makes 0.17
constexpr float kUnfeltS = 1.9F, kUnfeltSlopePa = 5.0F, kUnfeltPa = 20.0F, kUnfeltAtStartPa = 6.0F;

}  // namespace

void InertialMotion::begin(Time now) {
  state_ = State::standing;
  first_ = standing_since_ = now;
  begun_ = true;
  onset_.reset();
  quiet_since_.reset();
  history_.clear();
  steady_.clear();
  rest_sure_ = false;
}

void InertialMotion::know_bias(float bias, float deviation) {
  bias_.assume(bias, deviation);
  bias_known_ = true;
}

void InertialMotion::restore_scales(const KeptMotion& kept) {
  air_scale_.restore(kept.air_factor, kept.air_variance);
  own_scale_.restore(kept.own_factor, kept.own_variance);
}

void InertialMotion::resume(float bias, float weight_s, Time stood_since) {
  begin(stood_since);
  bias_.resume(bias, weight_s);
  bias_known_ = rest_sure_ = true;
}

void InertialMotion::keep(KeptSenses& kept, Time now) const {
  kept.steady_s = steady_.seconds();
  kept.steady_mean = steady_.mean();
  const std::size_t count = history_.size() < kept.blocks.size() ? history_.size() : kept.blocks.size();
  kept.block_count = static_cast<std::uint8_t>(count);
  for (std::size_t i = 0; i < count; ++i) {
    const auto& block = history_.at(count - 1 - i);
    kept.blocks[i] = {age_in_us(block.end, now), block.seconds, block.mean};
  }
}

std::optional<Travel> InertialMotion::take(const AccelerationBlock& block, const Air& air, const Surroundings& around) {
  if (!begun_) begin(block.end);
  if (block.after_gap) {
    history_.clear();
    onset_.reset();
    quiet_since_.reset();
  }
  history_.push(block);
  steady_.push(block);
  at_door_s_ = around.door_open_in_zone ? at_door_s_ + block.seconds : 0.0F;
  if (state_ != State::standing) return travel(block, air, around);
  stand(block, air, around);
  return std::nullopt;
}

void InertialMotion::take_pressure(const PressureBlock& block, const Air& air) {
  if (state_ == State::standing || !pressure_before_) return;
  // The block lies back by a fraction of a second (by two at 1 Hz), in which the car has gone on.
  const float risen = air_scale_.factor() * metres_risen(*pressure_before_, block.pa, air.pa_per_m);
  const float seen = risen + gone_since(block.at);
  const float misled = squared(kAirWander) + air_scale_.variance() * squared(seen) +
                       squared(air.track->noise_pa() / air.pa_per_m) + squared(kPiston * squared(filter_.velocity()));
  const float share = block.seconds < kAirWanderS ? kAirWanderS / block.seconds : 1.0F;
  filter_.see_displacement(seen, misled * share);
}

std::optional<InertialMotion::Departure> InertialMotion::departure() const {
  if (state_ == State::standing || !pressure_before_) return std::nullopt;
  return Departure{start_, *pressure_before_};
}

float InertialMotion::displacement() const {
  return state_ == State::standing ? 0.0F : filter_.displacement();
}
float InertialMotion::velocity() const {
  return state_ == State::standing ? 0.0F : filter_.velocity();
}

bool InertialMotion::gaining_speed() const {
  if (state_ != State::going || history_.size() == 0) return false;
  return whole_ && (history_.at(0).smooth - bias_.value()) * sign(filter_.velocity()) > kGaining;
}

void InertialMotion::stand(const AccelerationBlock& block, const Air& air, const Surroundings& around) {
  if (!bias_known_) learn_first_bias(air, block.end);
  if (!rest_sure_) make_sure(air, block.end);
  feel_onset(block, block.smooth - bias_.value());
  learn_bias();
  if (!around.door_open_in_zone && (!around.in_zone || crept_pa_ != 0))
    if (const auto slope = unfelt_slope(air, around)) return leave_unfelt(block, air, *slope);
  if (!onset_) return;
  if (block.end - *onset_ > kOnsetIsBias) {
    know_bias(block.smooth, 0.02F);
    onset_.reset();
    return;
  }
  const float limit = (bias_known_ ? kLeaving : 3.0F * kLeaving) + kRoughShare * block.roughness;
  if (magnitude(block.smooth - bias_.value()) > limit) leave(block, air);
}

// Of a box that was never here before, and may have been switched on in mid-ride. A lift that accelerates reads steady
// too, but not by as little as a part's offset, and not at rest.
void InertialMotion::learn_first_bias(const Air& air, Time now) {
  if (steady_.seconds() < kBiasFirstS || magnitude(steady_.mean()) > kBiasLimit) return;
  const bool usual = magnitude(steady_.mean()) < kBiasUsual;
  const bool sure = at_door_s_ > kAtDoorS || steady_.seconds() > kBiasAloneS ||
                    (steady_.seconds() > kBiasSureS && still_air(air, now - to_duration(kBiasSureS), now));
  if (!usual && !sure) return;
  bias_.resume(steady_.mean(), steady_.seconds());
  bias_known_ = true;
  suspect_scale();
}

// Until then it may be on its way; without a barometer nothing tells rest from an even speed.
void InertialMotion::make_sure(const Air& air, Time now) {
  rest_sure_ = at_door_s_ > kAtDoorS || (air.awaited ? still_air(air, first_, now) : bias_known_);
}

bool InertialMotion::still_air(const Air& air, Time since, Time now) const {
  if (air.track == nullptr) return false;
  const auto slope = [&](Duration back) { return air.track->slope_since(now - back > since ? now - back : since); };
  return judge_pressure(slope(Duration{1'100'000}), slope(kStillAir), air.pa_per_m).verdict ==
         PressureVerdict::standing;
}

// What the accelerometer reads at rest, as far as is known.
float InertialMotion::at_rest() const {
  return bias_known_ ? bias_.value() : steady_.mean();
}

// Under way, by a bias that cannot be: steady where the car surely stands, or for so long that no lift goes so fast.
void InertialMotion::learn_anew(const Air& air, Time now) {
  if (bias_known_ && magnitude(steady_.mean() - bias_.value()) < kBiasWrong) return;
  const Time since = now - to_duration(steady_.seconds());
  const bool doubtful = !bias_known_ || bias_.weight_s() < kWellFoundedS;
  const bool stands = doubtful && steady_.seconds() > kBiasSureS &&
                      (at_door_s_ > kAtDoorS || still_air(air, now - to_duration(kBiasSureS), now));
  const float gained = bias_known_ ? magnitude(steady_.mean() - bias_.value()) * steady_.seconds() : kFastestLift;
  if (!stands && (steady_.seconds() < kBiasAloneS || gained < kFastestLift)) return;
  bias_.resume(steady_.mean(), steady_.seconds());
  bias_known_ = true;
  whole_ = false;
  quiet_since_ = since < start_ ? start_ : since;
}

// Gravity that reads further off than most parts' offsets: the rest of it is an offset or a scale, who knows. Half of
// it is taken for each.
void InertialMotion::suspect_scale() {
  const float odd = magnitude(bias_.value()) - kUsualOffset;
  if (odd <= 0) return;
  const float half = 0.5F * sign(bias_.value()) * odd / kGravity;
  own_scale_.restore(own_scale_.factor() - half, own_scale_.variance() + squared(half));
}

void InertialMotion::feel_onset(const AccelerationBlock& block, float felt) {
  const float extra = kRoughShare * block.roughness;
  if (onset_ && (magnitude(felt) < kOnsetOver + extra || sign(felt) != onset_sign_)) onset_.reset();
  if (!onset_ && magnitude(felt) > kOnset + extra) {
    const Time since = block.end - kSmoothingDelay - Duration{50'000};
    onset_ = since < first_ ? first_ : since;
    onset_sign_ = sign(felt);
  }
}

void InertialMotion::learn_bias() {
  if (!bias_known_ || onset_) return;
  const Time newest = history_.at(0).end;
  // One block enters, one counts: the youngest that is old enough.
  for (std::size_t age = 0; age < history_.size(); ++age) {
    const auto& old = history_.at(age);
    if (newest - old.end < kBiasLag) continue;
    if (magnitude(old.mean - bias_.value()) < 0.5F) bias_.learn(old.mean, old.seconds);
    return;
  }
}

void InertialMotion::leave(const AccelerationBlock& block, const Air& air) {
  std::size_t blocks = 0;
  float speed = 0;
  while (blocks < history_.size() && history_.at(blocks).end > *onset_) {
    speed += (history_.at(blocks).mean - bias_.value()) * history_.at(blocks).seconds;
    ++blocks;
  }
  if (magnitude(speed) < kLeavingSpeed) return;
  state_ = State::leaving;
  unfelt_ = !rest_sure_;
  whole_ = rest_sure_;
  start_ = *onset_;
  filter_.begin({.displacement_variance = 1e-6F,
                 .velocity_variance = whole_ ? 2.5e-5F : squared(kAnySpeed),
                 .bias = bias_.value(),
                 .bias_variance = bias_known_ ? bias_.variance() : squared(kBiasUnknown)});
  balance_ = peak_balance_ = peak_speed_ = inertial_ = balance_doubt_ = 0;
  quiet_since_.reset();
  while (blocks-- > 0) advance(history_.at(blocks));
  pressure_before_ = air.track == nullptr ? std::nullopt : air.track->level_between(start_ - kBefore, start_);
  confirm_or_refute(air, block.end);
}

// Looked at once for each block of pressure.
std::optional<Slope> InertialMotion::unfelt_slope(const Air& air, const Surroundings& around) {
  const auto latest = air.track == nullptr ? std::nullopt : air.track->latest();
  if (!latest || latest->at == looked_at_) return std::nullopt;
  looked_at_ = latest->at;
  const Time since = latest->at - kUnfeltWindow;
  const auto slope = air.track->slope_since(since > standing_since_ ? since : standing_since_);
  if (!slope || slope->seconds < kUnfeltS) return std::nullopt;
  const float steep = magnitude(slope->pa_per_s);
  if (around.zone_known && steep > kCreepPa && squared(steep) > 16.0F * slope->deviation_squared)
    crept_pa_ += slope->pa_per_s * latest->seconds;
  if (around.in_zone) return std::nullopt;
  const bool sure = squared(steep) > 25.0F * slope->deviation_squared;
  const bool just_begun = latest->at - first_ < kJustBegun;  // perhaps in mid-ride
  const bool far = steep * slope->seconds > (just_begun ? kUnfeltAtStartPa : kUnfeltPa);
  return steep > kUnfeltSlopePa && sure && far ? slope : std::nullopt;
}

// Rescuers wind a car by 0.05 m/s and more, which no accelerometer feels; no weather changes the pressure so fast.
float InertialMotion::take_crept(const Air& air) {
  const float metres = -air_scale_.factor() * crept_pa_ / air.pa_per_m;
  crept_pa_ = 0;
  return metres;
}

// Pressure says that the car goes and no departure was felt: the box started in mid-ride, or samples were missing.
void InertialMotion::leave_unfelt(const AccelerationBlock& block, const Air& air, const Slope& slope) {
  state_ = State::going;
  unfelt_ = true;
  whole_ = rest_sure_;
  const Time from = block.end - Duration{3'000'000};
  start_ = from < first_ ? first_ : from;
  pressure_before_ = air.track->level_between(start_ - kBefore, start_);
  const auto latest = air.track->latest();
  const float velocity = -slope.pa_per_s / air.pa_per_m;
  const float seen = pressure_before_ && latest ? metres_risen(*pressure_before_, latest->pa, air.pa_per_m) : 0.0F;
  filter_.begin({.displacement = seen,
                 .displacement_variance = 0.25F,
                 .velocity = velocity,
                 .velocity_variance = 0.1F,
                 .bias = bias_.value(),
                 .bias_variance = bias_.variance()});
  balance_ = velocity;
  balance_doubt_ = 0.1F;
  peak_balance_ = peak_speed_ = magnitude(velocity);
  inertial_ = seen;
  onset_.reset();
  quiet_since_.reset();
}

std::optional<Travel> InertialMotion::travel(const AccelerationBlock& block, const Air& air,
                                             const Surroundings& around) {
  advance(block);
  feel_quiet(block);
  if (!quiet_since_ || !bias_known_) learn_anew(air, block.end);
  if (state_ == State::leaving) confirm_or_refute(air, block.end);
  if (state_ == State::going && !quiet_since_) feel_still_air(air, block.end);
  if (state_ == State::standing || !quiet_since_ || bumps()) return std::nullopt;
  if (!has_arrived(evidence(block.end, air, around)) || air_would_tell(air, block.end)) return std::nullopt;
  return arrive(air, block.end);
}

void InertialMotion::advance(const AccelerationBlock& block) {
  if (block.after_gap) {
    unfelt_ = true;
    filter_.predict_blind(block.seconds);
    return;
  }
  // Measured over 4,900 simulated rides: 9e-6 m²/s³ at the usual roughness of 0.06 m/s².
  float noise = 5e-6F + 0.001F * squared(block.roughness);
  // A landing, a brake's bump, a car that rings: what is left over of such a swing is a speed that was none.
  const float swing = block.peak - kUsualSwing * block.roughness;
  const float left = block.peak > kShock ? kShockLeaves : swing > 0 ? kSwingLeaves * swing : 0.0F;
  noise += squared(left) / block.seconds;
  const float own = own_scale_.factor();
  filter_.predict(bias_.value() + own * (block.mean - bias_.value()), block.seconds, noise);
  balance_doubt_ += noise * block.seconds;
  const float before = balance_;
  balance_ += (block.mean - bias_.value()) * block.seconds;
  inertial_ += 0.5F * (before + balance_) * block.seconds;
  if (magnitude(balance_) > peak_balance_) peak_balance_ = magnitude(balance_);
  if (magnitude(filter_.velocity()) > peak_speed_) peak_speed_ = magnitude(filter_.velocity());
}

// While nothing is known of the bias, whatever is steady and within it may be none.
float InertialMotion::felt_of(const AccelerationBlock& block) const {
  if (bias_known_) return magnitude(block.smooth - bias_.value());
  const bool perhaps_none = steady_.seconds() > kPerhapsQuietS && magnitude(steady_.mean()) < kBiasUsual;
  return perhaps_none ? 0.0F : kBiasLimit;
}

void InertialMotion::feel_quiet(const AccelerationBlock& block) {
  const float felt = felt_of(block);
  const float extra = kRoughShare * block.roughness;
  if (quiet_since_ && felt > kLoud + extra) quiet_since_.reset();
  if (!quiet_since_ && felt < kQuiet + extra) {
    const Time since = block.end - kSmoothingDelay;
    quiet_since_ = since < start_ ? start_ : since;
  }
}

// Passengers who jump in a car that has stopped leave no quiet; the air does.
void InertialMotion::feel_still_air(const Air& air, Time now) {
  if (air.track == nullptr) return;
  const Time from = now - kStillAir;
  const auto slope = air.track->slope_since(from > start_ ? from : start_);
  if (slope && slope->seconds >= kStillAirS &&
      judge_pressure({}, slope, air.pa_per_m).verdict == PressureVerdict::standing)
    quiet_since_ = from > start_ ? from : start_;
}

// The smoothed acceleration is 0.3 s late: a brake's bump may be under way while it still looks quiet.
bool InertialMotion::bumps() const {
  constexpr std::size_t kRecent = 6;
  for (std::size_t age = 0; age < kRecent && age < history_.size(); ++age) {
    const auto& block = history_.at(age);
    if (magnitude(block.mean - at_rest()) > kBump + block.roughness) return true;
  }
  return false;
}

// Metres since then by the accelerometer, going back from now block by block.
float InertialMotion::gone_since(Time at) const {
  float speed = filter_.velocity(), metres = 0;
  for (std::size_t age = 0; age < history_.size() && history_.at(age).end > at; ++age) {
    const auto& block = history_.at(age);
    const float before = speed - (block.mean - bias_.value()) * block.seconds;
    metres += 0.5F * (speed + before) * block.seconds;
    speed = before;
  }
  return metres;
}

void InertialMotion::confirm_or_refute(const Air& air, Time now) {
  const auto seen = seen_by_pressure(air);
  const auto latest = seen ? air.track->latest() : std::nullopt;
  const float moved = magnitude(latest ? inertial_ - gone_since(latest->at) : inertial_);
  if (!seen) {
    if (magnitude(balance_) > kGoingSpeed && now - start_ > Duration{500'000}) state_ = State::going;
    return;
  }
  // Of a ride that was under way already, the accelerometer has not felt which way it goes.
  const float agreed = whole_ ? *seen * sign(inertial_) : magnitude(*seen);
  if (moved > kConfirmMetres && agreed > kConfirmShare * moved)
    state_ = State::going;
  else if (moved > kRefuteMetres && agreed < kRefuteShare * moved)
    come_to_nothing();
}

// A bias that is wrong makes departures of nothing, one after the other.
void InertialMotion::come_to_nothing() {
  const bool wrong = magnitude(steady_.mean() - bias_.value()) > kBiasWrong;
  if (wrong && steady_.seconds() > kBiasFirstS) bias_.resume(steady_.mean(), steady_.seconds());
  refute();
}

std::optional<float> InertialMotion::seen_by_pressure(const Air& air) const {
  if (air.track == nullptr || !pressure_before_) return std::nullopt;
  const auto latest = air.track->latest();
  if (!latest) return std::nullopt;
  return metres_risen(*pressure_before_, latest->pa, air.pa_per_m);
}

QuietEvidence InertialMotion::evidence(Time now, const Air& air, const Surroundings& around) const {
  QuietEvidence e;
  e.quiet_s = to_seconds(now - *quiet_since_);
  e.doubt = balance_doubt_ + bias_.variance() * squared(to_seconds(now - start_));
  e.balance = balance_;
  e.whole = whole_;
  e.peak = peak_balance_;
  e.door_open_in_zone = around.door_open_in_zone;
  e.at_door_s = at_door_s_;
  if (air.track == nullptr) return e;
  const auto since = [&](std::int64_t us) {
    const Time from = now - Duration{us};
    return air.track->slope_since(from > *quiet_since_ ? from : *quiet_since_);
  };
  const auto reading = judge_pressure(since(1'100'000), since(4'000'000), air.pa_per_m);
  e.pressure = reading.verdict;
  e.pressure_s = reading.seconds;
  return e;
}

// A door that opens at once gives the arrival away before the air has come to rest. Where the accelerometer alone does
// not tell one storey from the next the air is waited for, past the gust that a door makes.
bool InertialMotion::air_would_tell(const Air& air, Time now) {
  if (air.track == nullptr || !pressure_before_ || now - *quiet_since_ >= kGustOver) return false;
  filter_.see_velocity(0, kStandsStill);
  return filter_.displacement_variance() > kVague;
}

std::optional<Travel> InertialMotion::arrive(const Air& air, Time now) {
  const auto seen = settled_by_pressure(air, now);
  const bool moved =
      state_ == State::going || (whole_ && (!seen || *seen * sign(filter_.displacement()) > 0.5F * kNothing));
  filter_.see_velocity(0, kStandsStill);
  if (seen) see_settled(*seen, air, now);
  const Travel done{
      start_,
      *quiet_since_,
      filter_.displacement(),
      filter_.displacement_variance(),
      peak_speed_,
      air.track == nullptr || !pressure_before_ ? RideBasis::acceleration : RideBasis::both,
      whole_ && (air.track != nullptr || magnitude(balance_) <= kLeftOver + kLeftOverShare * peak_balance_)};
  if (!bias_known_ && steady_.seconds() > kBiasFirstS) {
    bias_.resume(steady_.mean(), steady_.seconds());
    bias_known_ = true;
  }
  refute();
  rest_sure_ = true;
  bias_.doubt();
  if (!moved || (done.whole && magnitude(done.metres) < kNothing)) return std::nullopt;
  standing_since_ = done.end;
  return done;
}

// Metres by pressure between the standstills, at 20 °C.
std::optional<float> InertialMotion::settled_by_pressure(const Air& air, Time now) const {
  if (air.track == nullptr || !pressure_before_) return std::nullopt;
  const Time settled = *quiet_since_ + Duration{300'000};
  const auto latest = air.track->latest();
  const auto level = air.track->level_between(settled, now);
  if (!level || !latest || latest->at < settled) return std::nullopt;
  return metres_risen(*pressure_before_, *level, air.pa_per_m);
}

void InertialMotion::see_settled(float seen, const Air& air, Time now) {
  const float misled =
      squared(kAirAtRest) + air_scale_.variance() * squared(seen) + squared(air.track->noise_pa() / air.pa_per_m);
  // A fan or a gust at one of the two standstills shows as more than chance: then it counts for little.
  const float off = squared(air_scale_.factor() * seen - filter_.displacement());
  const float chance = misled + filter_.displacement_variance();
  filter_.see_displacement(air_scale_.factor() * seen, off > kUnlikely * chance ? misled + off : misled);
  // An error of bias, constant or wandering, has left `balance_` behind, and half of it times the ride's length.
  if (!unfelt_) air_scale_.learn(own_scale_.factor() * (inertial_ - 0.5F * balance_ * to_seconds(now - start_)), seen);
}

// Back to the standstill that there was.
void InertialMotion::refute() {
  state_ = State::standing;
  onset_.reset();
  quiet_since_.reset();
  history_.clear();
}

std::optional<Travel> InertialMotion::finish(const Air& air) {
  if (state_ == State::standing || !quiet_since_ || !whole_) return std::nullopt;
  if (magnitude(balance_) > 0.10F + 0.25F * peak_balance_) return std::nullopt;
  return arrive(air, history_.size() > 0 ? history_.at(0).end : *quiet_since_);
}

}  // namespace liftguard::engine
