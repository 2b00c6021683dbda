// The Kalman filter of one travel: displacement since the last standstill, velocity, accelerometer bias.
//
// It begins at a standstill and ends at one, so that its errors never outlive a travel: a zero velocity at the end also
// corrects the displacement, by the covariance that the travel itself built up. Pressure is weighed as what it is in a
// shaft, an error that wanders for seconds and not white noise: that is what keeps a door gust or the car's own piston
// from pulling the height.
#pragma once

namespace liftguard::engine {

class TravelFilter {
 public:
  struct Start {
    float displacement = 0, displacement_variance = 0;
    float velocity = 0, velocity_variance = 0;
    float bias = 0, bias_variance = 0;
  };
  void begin(const Start& start);

  // `acceleration` above gravity, mean over `seconds`; `noise` its power density in m²/s³.
  void predict(float acceleration, float seconds, float noise);
  // Samples were missing: the velocity may have changed by anything that a lift can do.
  void predict_blind(float seconds);
  void see_displacement(float metres, float variance);
  void see_velocity(float mps, float variance);

  [[nodiscard]] float displacement() const { return s_; }
  [[nodiscard]] float velocity() const { return v_; }
  [[nodiscard]] float bias() const { return b_; }
  [[nodiscard]] float displacement_variance() const { return pss_; }
  [[nodiscard]] float velocity_variance() const { return pvv_; }

 private:
  void keep_sane();

  float s_ = 0, v_ = 0, b_ = 0;
  float pss_ = 0, psv_ = 0, psb_ = 0, pvv_ = 0, pvb_ = 0, pbb_ = 0;
};

}  // namespace liftguard::engine
