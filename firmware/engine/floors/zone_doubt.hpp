// For how long the height could not stand in for the zone switch (DV-3): the car stood, and nothing said whether in a
// zone. Of a box without the switch, or whose switch is lost.
#pragma once

#include "firmware/engine/input.hpp"

namespace liftguard::engine {

class ZoneDoubt {
 public:
  // At every look at the rules; `in_doubt` counts from the look before.
  void update(bool in_doubt, Time now) {
    if (in_doubt && doubted_before_) total_ += now - looked_;
    doubted_before_ = in_doubt;
    looked_ = now;
  }
  void begin_anew() { total_ = Duration::zero(); }  // it has been reported
  void restore(Duration total) { total_ = total; }
  [[nodiscard]] Duration total() const { return total_; }

 private:
  Time looked_{};
  Duration total_{};
  bool doubted_before_ = false;
};

}  // namespace liftguard::engine
