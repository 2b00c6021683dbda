// What stands between the sensors and the box: contacts that stick, wires that break, converters that freeze.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "common/trace/row.hpp"
#include "simulators/lift/sensors/parts.hpp"

namespace liftguard::lift {

enum class Ailment : std::uint8_t {
  none = 0,
  silent = 1,        // says nothing any more
  frozen = 2,        // says its last value again and again, to the last bit
  out_of_range = 3,  // says what no lift can have: 400 m/s², 0 Pa, 200 °C; acceleration, pressure, temperature alone
  stuck_off = 4,     // switches alone: says 0, whatever is
  stuck_on = 5,      // switches alone: says 1, whatever is
};

class Wiring {
 public:
  void ail(Part part, Ailment ailment) { ailments_.at(index_of(part)) = ailment; }
  void heal(Part part) { ail(part, Ailment::none); }
  [[nodiscard]] Ailment of(Part part) const { return ailments_.at(index_of(part)); }

  // One sample, the next that reaches the box, has this value instead of its own: acceleration (upward), pressure or
  // temperature, in their units.
  void spike(Part part, float value) { spikes_.at(index_of(part)) = value; }

  // What of the row reaches the box. Once for every row.
  void pass(trace::Row& row);

 private:
  void pass_numbers(trace::Row& row);
  void pass_switch(Part part, std::optional<bool>& cell) const;
  void pass_spike(Part part, std::optional<float>& cell);

  std::array<Ailment, kParts> ailments_{};
  std::array<std::optional<float>, kParts> spikes_{};
  trace::Row last_;  // acceleration and pressure as they were last given
};

}  // namespace liftguard::lift
