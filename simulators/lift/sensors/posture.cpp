#include "simulators/lift/sensors/posture.hpp"

#include <cmath>

namespace liftguard::lift {

// A point drawn evenly in the unit ball of four dimensions, put onto its sphere.
PhonePosture::PhonePosture(Random& random) {
  double square = 0;
  while (square < 0.01 || square > 1) {
    real_ = random.uniform({-1, 1});
    square = real_ * real_;
    for (double& part : axis_) {
      part = random.uniform({-1, 1});
      square += part * part;
    }
  }
  const double size = std::sqrt(square);
  real_ /= size;
  for (double& part : axis_) part /= size;
}

std::array<double, 3> PhonePosture::seen(const std::array<double, 3>& car) const {
  const auto cross = [](const std::array<double, 3>& a, const std::array<double, 3>& b) {
    return std::array<double, 3>{a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]};
  };
  const auto once = cross(axis_, car);
  const auto twice = cross(axis_, once);
  std::array<double, 3> turned{};
  for (std::size_t i = 0; i < turned.size(); ++i) turned[i] = car[i] + 2 * (real_ * once[i] + twice[i]);
  return turned;
}

}  // namespace liftguard::lift
