#include "firmware/clip/predictor.hpp"

namespace liftguard::clip {
namespace {

constexpr float kMeanShare = 1.0F / 32.0F;
constexpr float kMissShare = 1.0F / 32.0F;
constexpr float kPace = 0.006F;  // of the filter's learning

// Bounded, so that the difference of two is no more than 33 bits; NaN is the lower bound.
std::int32_t whole(float value) {
  constexpr float kMost = 2.1e9F;
  if (!(value > -kMost)) return static_cast<std::int32_t>(-kMost);
  if (value > kMost) return static_cast<std::int32_t>(kMost);
  return static_cast<std::int32_t>(value + (value < 0 ? -0.5F : 0.5F));
}

}  // namespace

std::int32_t Predictor::foresee() {
  float filtered = mean_;
  for (std::size_t i = 0; i < kTaps; ++i) filtered += weights_[i] * past_[i];
  foreseen_ = {last_, whole(mean_), whole(filtered)};
  std::size_t best = 0;
  for (std::size_t i = 1; i < kExperts; ++i)
    if (misses_[i] < misses_[best]) best = i;
  return foreseen_[best];
}

void Predictor::learn(std::int32_t actual) {
  const auto value = static_cast<float>(actual);
  if (!begun_) mean_ = value;
  if (begun_) {
    for (std::size_t i = 0; i < kExperts; ++i) {
      const float miss = value - static_cast<float>(foreseen_[i]);
      misses_[i] += kMissShare * ((miss < 0 ? -miss : miss) - misses_[i]);
    }
    const float step = kPace * (value - static_cast<float>(foreseen_[kExperts - 1])) / (1.0F + power_);
    for (std::size_t i = 0; i < kTaps; ++i) weights_[i] += step * static_cast<float>(kTaps) * past_[i];
  }
  begun_ = true;
  last_ = actual;
  power_ = 0;
  for (std::size_t i = kTaps - 1; i > 0; --i) {
    past_[i] = past_[i - 1];
    power_ += past_[i] * past_[i];
  }
  past_[0] = value - mean_;
  power_ += past_[0] * past_[0];
  mean_ += kMeanShare * (value - mean_);
}

}  // namespace liftguard::clip
