// A phone lies as it lies: gravity is found from the still parts of a recording, and vertical is along it.
#pragma once

#include <array>
#include <optional>
#include <span>

#include "common/trace/row.hpp"

namespace liftguard::replay {

// Turns specific force into the car's axes, z up, and takes the sensor's own error of gravity off z, so that z at rest
// is standard gravity. The scale is left alone: from gravity alone it cannot be told from an offset.
class Posture {
 public:
  // nullopt where no row has acceleration.
  [[nodiscard]] static std::optional<Posture> find(std::span<const trace::Row> rows);

  void apply(trace::Row& row) const;

 private:
  using Vector = std::array<double, 3>;
  explicit Posture(const Vector& gravity);

  Vector x_{}, y_{}, z_{};
  double offset_ = 0;  // m/s², added to z
};

}  // namespace liftguard::replay
