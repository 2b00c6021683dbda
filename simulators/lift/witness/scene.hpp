// What the witness sees of the world at one tick: the true state, not what sensors make of it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "simulators/lift/world.hpp"

namespace liftguard::lift {

// How the box can tell a door zone from the shaft between (DV-3).
enum class ZoneSight : std::uint8_t {
  by_switch = 0,
  by_height = 1,  // no switch that speaks, but a floor table and a known start
  none = 2,       // neither, or a switch that is stuck
};

struct Scene {
  double time_s = 0;  // since the world began
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
  double sway = 0;  // m/s², horizontal amplitude at full speed

  // What of it the box can see.
  PartSet missing;   // parts that the box has not
  PartSet ailing;    // parts that say nothing, or not the truth
  PartSet stuck;     // of those, the switches that lie
  PartSet stuck_on;  // and of those, the ones that say 1
  ZoneSight zone_sight = ZoneSight::by_switch;

  [[nodiscard]] bool told(Part part) const { return !missing.has(part) && !ailing.has(part); }
  [[nodiscard]] bool motion_told() const { return told(Part::acceleration) && told(Part::pressure); }
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
