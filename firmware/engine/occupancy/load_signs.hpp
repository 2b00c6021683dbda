// Signs of load (DV-4): somebody's steps, as the accelerometer of a standing car feels them behind its shut door.
//
// A step must stand out against the noise of this very sensor, which is learnt where only noise is to be expected. The
// noisier the sensor, the stronger a step must be; until the noise is known, none counts.
#pragma once

#include <optional>

#include "firmware/engine/input.hpp"

namespace liftguard::engine {

class LoadSigns {
 public:
  // One sample of a car that stands with its door shut, its ringing over: `vertical` above gravity and bias, m/s²,
  // spikes taken away. True where a step begins.
  [[nodiscard]] bool feel(Time at, float vertical);
  void clear() { last_.reset(); }  // the car moved, or its door did: what comes next does not go on from here

  // m/s², 0 while the noise is not known: from here on it is a step.
  [[nodiscard]] float threshold() const;

 private:
  void learn(float strength, float seconds);

  float mean_ = 0;  // of the strength, m/s²
  float known_s_ = 0;
  std::optional<Time> last_;
  Time step_ended_{};
  bool in_step_ = false;
};

}  // namespace liftguard::engine
