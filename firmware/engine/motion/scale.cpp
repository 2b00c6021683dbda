#include "firmware/engine/motion/scale.hpp"

#include "firmware/engine/units.hpp"

namespace liftguard::engine {
namespace {

constexpr float kShortest = 2.4F;  // m: below a storey's height chance says more than scale
constexpr float kDrift = 2e-7F;    // of the variance, per ride: mornings and evenings differ
constexpr float kWidest = 0.12F;

}  // namespace

void Scale::learn(float true_metres, float measured_metres) {
  if (magnitude(true_metres) < kShortest || magnitude(measured_metres) < kShortest) return;
  const float ratio = true_metres / measured_metres;
  const float doubt = doubts_.length_m2 / squared(measured_metres) + doubts_.share_squared;
  const float off = squared(ratio - factor_);
  if (off > 16.0F * (doubt + variance_) || magnitude(ratio - 1.0F) > kWidest) return;  // something else was wrong
  variance_ += kDrift;
  const float gain = variance_ / (variance_ + doubt);
  factor_ += gain * (ratio - factor_);
  variance_ -= gain * variance_;
}

void Scale::restore(float factor, float variance) {
  if (magnitude(factor - 1.0F) > kWidest || variance <= 0 || variance > squared(kWidest)) return;
  factor_ = factor;
  variance_ = variance;
}

}  // namespace liftguard::engine
