// What the witness sees of the world at one tick: the true state, not what sensors make of it.
#pragma once

#include <cstddef>
#include <optional>

#include "simulators/lift/world.hpp"

namespace liftguard::lift {

struct Scene {
  double time_s = 0;
  double height_m = 0;
  double speed = 0;
  bool at_rest = true;
  double rest_since_s = 0;
  std::optional<std::size_t> zone;
  bool door_open = false;
  bool people = false;
  bool button = false;
  bool mains = true;
  bool inspection = false;
  double celsius = 20;
};

[[nodiscard]] Scene scene_of(const World& world);

// Since when something has held without a break.
struct Held {
  std::optional<double> since_s;

  void note(bool holds, double time_s) {
    if (!holds) {
      since_s.reset();
    } else if (!since_s) {
      since_s = time_s;
    }
  }
  [[nodiscard]] bool for_at_least(double seconds, double now_s) const { return since_s && now_s - *since_s >= seconds; }
  [[nodiscard]] double length_s(double now_s) const { return since_s ? now_s - *since_s : 0; }
};

}  // namespace liftguard::lift
