// All that can reach the engine: one closed type, so that whatever the engine saw can be written down and replayed.
//
// Times are monotonic microseconds of any epoch (a trace's first row, or the box's start). Inputs should come in rising
// order; one that is older than its forerunner is taken as of the forerunner's time. What becomes of wild times, and of
// a clock that starts again, is said in input_clock.hpp.
#pragma once

#include <chrono>
#include <cstdint>
#include <variant>

namespace liftguard::engine {

struct Epoch {};
using Duration = std::chrono::duration<std::int64_t, std::micro>;
using Time = std::chrono::time_point<Epoch, Duration>;

// Specific force in the car's axes in m/s², z up: at rest z is about +9.81, and rises when the car accelerates upward.
struct Acceleration {
  float x, y, z;
};

struct Pressure {
  float pa;  // absolute
};

struct Temperature {
  float celsius;
};

// What a closed switch means: the door is not fully closed; the floor is within a door zone; somebody is present; the
// alarm button is pressed; mains is there; the inspection switch (检修) is on.
enum class Switch : std::uint8_t { door = 0, zone = 1, presence = 2, button = 3, mains = 4, inspection = 5 };
inline constexpr std::size_t kSwitches = 6;

struct SwitchReading {
  Switch which;
  bool on;
};

// The gateway's order to close the open episode (DV-10).
struct EpisodeClosed {};

// Nothing but time went by: dwell times are looked at although no sensor spoke.
struct Tick {};

using Reading = std::variant<Acceleration, Pressure, Temperature, SwitchReading, EpisodeClosed, Tick>;

struct Input {
  Time at;
  Reading reading;
};

}  // namespace liftguard::engine
