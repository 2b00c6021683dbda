// Has the car arrived? The acceleration is quiet: it stands, or it goes on at an even speed. Nothing here looks at the
// filter; a filter that has gone astray must not decide whether it may be set right.
#pragma once

#include <optional>

#include "firmware/engine/motion/pressure_track.hpp"

namespace liftguard::engine {

// What pressure says of the quiet time: nothing (no sensor), not yet, that the car stands, that it goes.
enum class PressureVerdict : std::uint8_t { absent, undecided, standing, going };

struct QuietEvidence {
  float quiet_s = 0;   // since the acceleration is quiet
  float travel_s = 0;  // since the departure
  float balance = 0;   // m/s: what the pulses of acceleration have left over; near 0 when start and stop have paired
  float doubt = 0;     // (m/s)²: what noise and bias can leave over by themselves, one deviation squared
  float peak = 0;      // m/s: the greatest that it was
  PressureVerdict pressure = PressureVerdict::absent;
  float pressure_s = 0;  // length of the pressure window behind the verdict
  bool door_open_in_zone = false;
  float at_door_s = 0;  // for how long
  bool whole = true;    // the departure was felt: start and stop can pair
};

[[nodiscard]] bool has_arrived(const QuietEvidence& evidence);

// `recent` over the last second, `whole` over all of the quiet time that is at hand (at most 4 s).
struct PressureReading {
  PressureVerdict verdict;
  float seconds;
};
[[nodiscard]] PressureReading judge_pressure(const std::optional<Slope>& recent, const std::optional<Slope>& whole,
                                             float pa_per_m);

}  // namespace liftguard::engine
