// Rides by the barometer alone (no accelerometer, or it is lost), at 1 Hz and above: a steep slope begins one, a flat
// time ends it. Stairs, weather and gusts are told from rides by speed and height, which costs the lifts below 0.5 m/s:
// alone, a barometer cannot do better.
#pragma once

#include <optional>

#include "firmware/engine/motion/pressure_track.hpp"
#include "firmware/engine/motion/travel.hpp"

namespace liftguard::engine {

class PressureMotion {
 public:
  void begin(Time now);
  void stood_since(Time since) { standing_since_ = since; }
  std::optional<Travel> take(const PressureBlock& block, const PressureTrack& track, float pa_per_m);
  std::optional<Travel> finish(const PressureTrack& track, float pa_per_m);

  [[nodiscard]] bool standing() const { return !going_; }
  [[nodiscard]] Time standing_since() const { return standing_since_; }
  [[nodiscard]] float displacement() const { return going_ ? displacement_ : 0.0F; }
  [[nodiscard]] float velocity() const { return going_ ? velocity_ : 0.0F; }

 private:
  void depart(const PressureTrack& track, Time now, float slope);
  std::optional<Travel> arrive(const PressureTrack& track, float pa_per_m, Time last);

  bool begun_ = false, going_ = false, steep_ = false;
  Time first_{}, standing_since_{}, start_{}, last_moving_{};
  float before_pa_ = 0, displacement_ = 0, velocity_ = 0, peak_slope_ = 0;
};

}  // namespace liftguard::engine
