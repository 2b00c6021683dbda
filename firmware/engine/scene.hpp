// What every rule sees: the lift at one instant. A switch that the box has not, has lost, or has not yet heard is
// empty.
#pragma once

#include <optional>

#include "firmware/engine/event.hpp"
#include "firmware/engine/input.hpp"

namespace liftguard::engine {

struct SwitchView {
  bool known = false;
  bool on = false;
  Time since{};  // since when it is so

  [[nodiscard]] bool is_on() const { return known && on; }
  [[nodiscard]] bool is_off() const { return known && !on; }
  [[nodiscard]] std::optional<bool> value() const { return known ? std::optional<bool>(on) : std::nullopt; }
};

struct Scene {
  Time now{};
  SwitchView door, zone, presence, button, mains, inspection;  // zone: by the switch, or by height (DV-3)
  bool motion_known = false;
  bool standing = false;
  Time standing_since{};
  bool perhaps_leaving = false;  // a departure is felt and not yet borne out: no dwell comes true just now
  float speed_mps = 0;           // without direction; 0 where the accelerometer is not there: pressure is too late
  float speed_variance = 0;      // (m/s)², of speed_mps
  bool gaining_speed = false;
  bool shaken = false;                      // people jump: the speed is not to be trusted
  std::optional<float> pressure_speed_mps;  // by pressure alone, a second late; given above rated speed

  [[nodiscard]] bool outside_zone() const { return zone.is_off(); }
  [[nodiscard]] bool maybe_in_zone() const { return !zone.is_off(); }
  [[nodiscard]] bool inspecting() const { return inspection.is_on(); }
};

}  // namespace liftguard::engine
