// A factor that is learnt from rides: true metres for a metre that was measured.
//
// Two of them: of pressure (the shaft's temperature is not known: 4 to 33 °C make 5 % of every height), learnt from the
// accelerometer, which is right over a whole ride to less than that; and of the accelerometer itself, learnt from rides
// between floors of a given table.
#pragma once

namespace liftguard::engine {

class Scale {
 public:
  // How far off it may be at first, and how far off one ride's two lengths may be from each other.
  struct Doubts {
    float first_variance;  // of the factor
    float length_m2;       // between two standstills, whatever the length
    float share_squared;   // of the length
  };
  explicit constexpr Scale(const Doubts& doubts) : doubts_(doubts), variance_(doubts.first_variance) {}

  void learn(float true_metres, float measured_metres);

  // As kept; passed over where it is none that learn() can have come to.
  void restore(float factor, float variance);

  [[nodiscard]] float factor() const { return factor_; }
  [[nodiscard]] float variance() const { return variance_; }  // of factor()

 private:
  Doubts doubts_;
  float factor_ = 1.0F;
  float variance_;
};

}  // namespace liftguard::engine
