// The band in which a passenger feels a car sway, 0.3 to 10 Hz (ISO 18738-1), at any rate of samples.
#pragma once

#include "firmware/engine/input.hpp"

namespace liftguard::engine {

// Coefficients of two Butterworth sections of second order for samples so far apart. They are made anew only where that
// time changes: a phone's does by the sample, a box's never.
class SwayBand {
 public:
  void set_interval(float seconds);

  struct Section {
    float g = 0, a1 = 0, a2 = 0, a3 = 0;
  };
  [[nodiscard]] const Section& high_pass() const { return high_pass_; }
  [[nodiscard]] const Section& low_pass() const { return low_pass_; }

 private:
  float seconds_ = 0;
  Section high_pass_, low_pass_;
};

// One axis: trapezoidal state-variable filters, which stay stable while their coefficients change.
class SwayFilter {
 public:
  [[nodiscard]] float push(float value, const SwayBand& band);
  void begin(float value) { high_ = {0, value}, low_ = {}; }  // as if it had been so for ever

 private:
  struct State {
    float band = 0, low = 0;
  };
  State high_, low_;
};

}  // namespace liftguard::engine
