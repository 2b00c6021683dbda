// The engine's own time, made from the times of its inputs. It never goes back.
//
// One wild time changes nothing: what is more than 5 s before or after the engine's time is taken as of the engine's
// time, until the inputs have gone on from there for a second, in about their order as ever: a sensor's may be some ms
// older than its forerunner. Then that is where the clock is:
//   ahead    that time went by and nothing was seen of it (a day at the most: a clock that is set does not age a car);
//   behind   the clock has started again. The inputs never stopped, so the engine's time goes on from where it was, all
//            that it holds true stays true, and only what it says of times is put into the new clock.
#pragma once

#include <optional>

#include "firmware/engine/input.hpp"

namespace liftguard::engine {

class InputClock {
 public:
  void begin(Time at);
  // The engine's time of an input that says this.
  [[nodiscard]] Time advance(Time at);
  // An engine's time as the inputs' clock of today has it.
  [[nodiscard]] Time told(Time own) const { return own - ahead_; }

 private:
  [[nodiscard]] bool is_borne_out(Time at);

  Time now_{};
  Duration ahead_{};  // of the inputs' clock
  struct Elsewhere {
    Time first, last;
  };
  std::optional<Elsewhere> elsewhere_;  // inputs in a row that are far from now_
};

}  // namespace liftguard::engine
