#include "firmware/engine/motion/air_scale.hpp"

#include "firmware/engine/units.hpp"

namespace liftguard::engine {
namespace {

constexpr float kShortest = 4.0F;             // m: below, the air's wander says more than its weight
constexpr float kAirWander = 0.09F;           // m²: 0.3 m between two standstills
constexpr float kAccelerometerScale = 2e-5F;  // (0.45 %)²
constexpr float kSeasons = 2e-7F;             // per ride: mornings and evenings differ
constexpr float kWidest = 0.12F;

}  // namespace

void AirScale::learn(float by_acceleration, float by_pressure) {
  if (magnitude(by_acceleration) < kShortest || magnitude(by_pressure) < kShortest) return;
  const float ratio = by_acceleration / by_pressure;
  const float doubt = kAirWander / squared(by_pressure) + kAccelerometerScale;
  const float off = squared(ratio - factor_);
  if (off > 16.0F * (doubt + variance_) || magnitude(ratio - 1.0F) > kWidest) return;  // something else was wrong
  variance_ += kSeasons;
  const float gain = variance_ / (variance_ + doubt);
  factor_ += gain * (ratio - factor_);
  variance_ -= gain * variance_;
}

}  // namespace liftguard::engine
