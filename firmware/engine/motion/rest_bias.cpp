#include "firmware/engine/motion/rest_bias.hpp"

#include "firmware/engine/units.hpp"

namespace liftguard::engine {
namespace {

constexpr float kLongestS = 30.0F;  // memory of a rest
constexpr float kAfterTravelS = 10.0F;
constexpr float kDeviationAtOneS = 0.01F;  // m/s²: slow noise of a car at rest
constexpr float kLeastDeviation = 0.0015F;
constexpr float kSteady = 0.06F, kSteadyRough = 0.12F;  // m/s², and of the roughness

}  // namespace

void RestBias::assume(float bias, float deviation) {
  bias_ = bias;
  weight_s_ = squared(kDeviationAtOneS / deviation);
}

void RestBias::resume(float bias, float weight_s) {
  bias_ = bias;
  weight_s_ = weight_s < 0 ? 0 : weight_s > kLongestS ? kLongestS : weight_s;
}

void RestBias::learn(float mean, float seconds) {
  weight_s_ += seconds;
  if (weight_s_ > kLongestS) weight_s_ = kLongestS;
  bias_ += (seconds < weight_s_ ? seconds / weight_s_ : 1.0F) * (mean - bias_);
}

void RestBias::doubt() {
  if (weight_s_ > kAfterTravelS) weight_s_ = kAfterTravelS;
}

float RestBias::variance() const {
  const float white = squared(kDeviationAtOneS) / (weight_s_ > 0.04F ? weight_s_ : 0.04F);
  return white + squared(kLeastDeviation);
}

void Steadiness::push(const AccelerationBlock& block) {
  const float band = kSteady + kSteadyRough * block.roughness;
  if (block.after_gap || magnitude(block.smooth - mean_) > band) seconds_ = 0;
  seconds_ += block.seconds;
  mean_ += block.seconds / seconds_ * (block.smooth - mean_);
}

void BlockHistory::push(const AccelerationBlock& block) {
  blocks_[next_] = block;
  next_ = (next_ + 1) % kBlocks;
  if (count_ < kBlocks) ++count_;
}

}  // namespace liftguard::engine
