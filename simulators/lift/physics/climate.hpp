// The air temperature in the car, in °C: it follows what surrounds it, slowly.
#pragma once

namespace liftguard::lift {

class Climate {
 public:
  explicit Climate(double celsius) : celsius_(celsius), goal_(celsius) {}

  void drift_towards(double celsius, double time_constant_s) {
    goal_ = celsius;
    time_constant_s_ = time_constant_s;
  }
  void advance(double dt_s) { celsius_ += (goal_ - celsius_) * dt_s / time_constant_s_; }

  [[nodiscard]] double celsius() const { return celsius_; }

 private:
  double celsius_;
  double goal_;
  double time_constant_s_ = 900;
};

}  // namespace liftguard::lift
