// How the sensor sits in the car: turns its axes into the car's, z up.
#pragma once

#include <array>
#include <string_view>

#include "common/base/result.hpp"

namespace liftguard::port::iio {

class Mounting {
 public:
  Mounting() = default;  // as the car's axes

  // Which axis of the sensor is the car's x, y and z: "x,y,z", "y,-x,z". Refusal "bad_mounting".
  [[nodiscard]] static Result<Mounting> of_axes(std::string_view axes);

  // Row by row: car = matrix * sensor. Refusal "bad_mounting" for what is not a rotation to within 1 %.
  [[nodiscard]] static Result<Mounting> of_matrix(const std::array<double, 9>& rows);

  [[nodiscard]] std::array<double, 3> apply(const std::array<double, 3>& sensor) const;

 private:
  std::array<double, 9> rows_{1, 0, 0, 0, 1, 0, 0, 0, 1};
};

}  // namespace liftguard::port::iio
