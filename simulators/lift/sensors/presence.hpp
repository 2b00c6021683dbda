// The presence sensor: it sees movement, not people. It drops out for tens of seconds while somebody stands still, and
// flickers, both on and off, for less than the 0.2 s that DV-4 takes for a presence.
#pragma once

#include "simulators/lift/chance/random.hpp"

namespace liftguard::lift {

struct PresenceTraits {
  double hold_s = 1.8;             // stays on this long after the last movement
  Range flicker_pause_s{20, 200};  // between two flickers
  Range flicker_s{0.03, 0.15};
};

class PresenceSensor {
 public:
  PresenceSensor(const PresenceTraits& traits, Random random);

  // `stirring`: somebody in the car moves at this instant.
  void advance_to(double time_s, bool stirring);

  void set_flicker_pause(Range seconds) { traits_.flicker_pause_s = seconds; }
  void go_blind() { blind_ = true; }  // sees nothing until it recovers: the passenger who has fainted
  void recover() { blind_ = false; }

  [[nodiscard]] bool on() const { return on_; }

 private:
  PresenceTraits traits_;
  Random random_;
  double seen_until_s_ = 0;
  double flicker_start_s_ = 0;
  double flicker_end_s_ = 0;
  bool blind_ = false;
  bool on_ = false;
};

}  // namespace liftguard::lift
