#include "firmware/engine/occupancy/load_signs.hpp"

#include "firmware/engine/units.hpp"

namespace liftguard::engine {
namespace {

constexpr float kStep = 0.25F;  // m/s²: the weakest step that was measured
// Five deviations of a normal noise, whose mean strength is 0.798 of one: a night of it at 400 Hz has no three of them.
constexpr float kMeansOfNoise = 5.0F / 0.798F;
constexpr float kLearnS = 10.0F, kKnownS = 2.0F;
constexpr float kLongestS = 0.35F;    // what is longer was a gap
constexpr float kMostOfMean = 3.0F;   // a step counts as noise for no more than this
constexpr float kLeastMean = 0.005F;  // m/s²: from here a mean of zero can grow
constexpr Duration kApart{1'000'000};

}  // namespace

bool LoadSigns::feel(Time at, float vertical) {
  const float strength = magnitude(vertical);
  const float seconds = last_ ? to_seconds(at - *last_) : 0.0F;
  last_ = at;
  learn(strength, seconds < kLongestS ? seconds : 0.0F);
  const float limit = threshold();
  const bool strong = limit > 0 && strength > limit;
  const bool begins = strong && !in_step_ && at - step_ended_ > kApart;
  in_step_ = strong;
  if (strong) step_ended_ = at;
  return begins;
}

void LoadSigns::learn(float strength, float seconds) {
  if (known_s_ < kLearnS) known_s_ += seconds;
  // At first the plain mean of what there was, then a slow one that holds back what stands out.
  const float most = kMostOfMean * (mean_ > kLeastMean ? mean_ : kLeastMean);
  const float counted = known_s_ >= kKnownS && strength > most ? most : strength;
  if (known_s_ > 0) mean_ += seconds / known_s_ * (counted - mean_);
}

float LoadSigns::threshold() const {
  if (known_s_ < kKnownS) return 0;
  const float stands_out = kMeansOfNoise * mean_;
  return stands_out > kStep ? stands_out : kStep;
}

}  // namespace liftguard::engine
