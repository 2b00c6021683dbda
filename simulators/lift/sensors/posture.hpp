// How a phone lies in the car: its axes, turned against the car's.
#pragma once

#include <array>

#include "simulators/lift/chance/random.hpp"

namespace liftguard::lift {

class PhonePosture {
 public:
  PhonePosture() = default;               // as a box is mounted: not turned
  explicit PhonePosture(Random& random);  // any posture, each as likely as any other

  [[nodiscard]] std::array<double, 3> seen(const std::array<double, 3>& car) const;

 private:
  // A unit quaternion: one real part, three imaginary ones.
  double real_ = 1;
  std::array<double, 3> axis_{};
};

}  // namespace liftguard::lift
