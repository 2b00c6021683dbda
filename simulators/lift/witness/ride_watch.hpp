// DV-1 on the true motion: every movement of more than 1.0 m between two standstills is a ride.
#pragma once

#include <optional>

#include "simulators/lift/witness/expectations.hpp"
#include "simulators/lift/witness/scene.hpp"

namespace liftguard::lift {

// A ride that has just ended.
struct EndedRide {
  double end_s = 0;
  double top_speed = 0;  // m/s
  std::optional<std::size_t> from_zone, to_zone;
  double sway = 0;  // m/s², see Scene
};

class RideWatch {
 public:
  explicit RideWatch(const Setting& setting);

  // The ride that the car ended at this tick, if it did.
  std::optional<EndedRide> watch(const World& world, const Scene& scene, Expectations& expectations);

 private:
  [[nodiscard]] std::string label(std::optional<std::size_t> zone) const;

  const Setting& setting_;
  // The box was told where it stands, so it can name floors from the first ride on, and has seen all since.
  bool named_;
  bool moving_ = false;
};

}  // namespace liftguard::lift
