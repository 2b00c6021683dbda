#include "firmware/engine/shocks/shocks.hpp"

#include "firmware/engine/units.hpp"

namespace liftguard::engine {
namespace {

constexpr Duration kApart{250'000};  // feet do not land faster
constexpr Duration kCalm{30'000'000};
constexpr Duration kShakenFor{10'000'000};
constexpr float kMeanS = 0.3F;
constexpr float kBrake = 1.3F;  // m/s² held for 0.3 s; a landing's mean over 0.3 s stays below
constexpr float kDrive = 1.5F;  // m/s²: no drive starts or stops its car harder
constexpr float kDriveS = 0.5F;
constexpr Duration kBrakeShows{500'000};    // a shock that was the brake's has shown by then
constexpr Duration kBrakeRings{1'500'000};  // before and after: the car rings on its ropes

}  // namespace

void Shocks::take(Time at, float vertical, const Parameters& parameters) {
  const float seconds = last_ ? to_seconds(at - *last_) : 0.01F;
  last_ = at;
  feel_brake(at, vertical, seconds);
  const float strength = magnitude(vertical);
  if (strength > parameters.shock_mps2) {
    const bool fresh = !in_shock_ && at - shock_ended_ > kApart;
    if (fresh && !(brake_ && at - *brake_ < kBrakeRings)) {
      if (count_ == kMost) {
        for (std::size_t i = 1; i < kMost; ++i) shocks_[i - 1] = shocks_[i];
        --count_;
      }
      shocks_[count_++] = at;
    }
    in_shock_ = true;
    shock_ended_ = at;
  } else if (strength < 0.5F * parameters.shock_mps2) {
    in_shock_ = false;
  }
}

void Shocks::feel_brake(Time at, float vertical, float seconds) {
  const float share = seconds < kMeanS ? seconds / kMeanS : 1.0F;
  mean_ += share * (vertical - mean_);
  // A landing while the car starts has the start's acceleration beneath it, which is no brake's.
  if (magnitude(vertical) < kDrive) drive_ += (seconds < kDriveS ? seconds / kDriveS : 1.0F) * (vertical - drive_);
  if (magnitude(mean_ - drive_) < kBrake) return;
  if (!brake_ || at - *brake_ > kBrakeRings) forget_since(at - kBrakeRings);
  brake_ = at;
}

void Shocks::forget_since(Time from) {
  while (count_ > 0 && shocks_[count_ - 1] >= from) --count_;
}

bool Shocks::horseplay(Time now, const Parameters& parameters) {
  if (said_ && now - shock_ended_ > kCalm) said_ = false;
  const auto from = horseplay_from(parameters);
  if (said_ || !from || now < *from || now - shocks_[count_ - 1] > to_duration(parameters.shock_window_s)) return false;
  said_ = true;
  return true;
}

std::optional<Time> Shocks::horseplay_from(const Parameters& parameters) const {
  const auto wanted = static_cast<std::size_t>(parameters.shocks_count);
  if (count_ < wanted) return std::nullopt;
  const Time first = shocks_[count_ - wanted];
  const Time last = shocks_[count_ - 1];
  if (last - first > to_duration(parameters.shock_window_s)) return std::nullopt;
  return last + kBrakeShows;
}

bool Shocks::shaken(Time now) const {
  return count_ >= 2 && now - shocks_[count_ - 2] < kShakenFor;
}

void Shocks::clear() {
  count_ = 0;
  mean_ = drive_ = 0;
  in_shock_ = false;
  last_.reset();
}

void Shocks::keep(Kept& kept, Time now) const {
  static_assert(kMost == std::tuple_size_v<decltype(KeptShocks::ages)>);
  kept.shocks.horseplay_said = said_;
  kept.shocks.shock_age = now - shock_ended_;
  kept.shocks.count = static_cast<std::uint8_t>(count_);
  for (std::size_t i = 0; i < count_; ++i) kept.shocks.ages[i] = now - shocks_[i];
}

void Shocks::resume(const Kept& kept, Time now) {
  said_ = kept.shocks.horseplay_said;
  shock_ended_ = now - kept.shocks.shock_age;
  count_ = kept.shocks.count;
  for (std::size_t i = 0; i < count_; ++i) shocks_[i] = now - kept.shocks.ages[i];
}

}  // namespace liftguard::engine
