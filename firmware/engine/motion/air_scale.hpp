// How heavy the shaft's air is. Its temperature is not known: 4 to 33 °C make 5 % of every height that pressure gives.
// The accelerometer, right over a whole ride to less than that, tells.
#pragma once

namespace liftguard::engine {

class AirScale {
 public:
  // Metres by the accelerometer alone against metres by pressure at 20 °C, over one ride.
  void learn(float by_acceleration, float by_pressure);

  [[nodiscard]] float factor() const { return factor_; }      // true metres for a metre by pressure
  [[nodiscard]] float variance() const { return variance_; }  // of factor()

 private:
  static constexpr float kFirstVariance = 0.0012F;  // (3.5 %)²
  float factor_ = 1.0F;
  float variance_ = kFirstVariance;
};

}  // namespace liftguard::engine
