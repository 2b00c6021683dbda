// What a scenario is played with: the house, the lift in it, the sensors of the box and the air of the day.
#pragma once

#include <cstddef>
#include <cstdint>

#include "simulators/lift/physics/building.hpp"
#include "simulators/lift/physics/doors.hpp"
#include "simulators/lift/sensors/accelerometer.hpp"
#include "simulators/lift/sensors/barometer.hpp"
#include "simulators/lift/sensors/parts.hpp"
#include "simulators/lift/sensors/posture.hpp"
#include "simulators/lift/sensors/presence.hpp"

namespace liftguard::lift {

// What the fitter has told the box: it stands in the trace's header.
struct Commissioning {
  bool floor_table = true;
  bool start_floor = true;  // of use with a floor table alone
  bool rated_speed = true;
};

// What is on the roof of the car: a box with all its sensors, or with some of them, or somebody's phone.
struct Fit {
  PartSet without = {};       // sensors that the box has not
  bool phone = false;         // lies in any posture
  double jitter = 0;          // of the rows' times: share of the period by which each is off, either way, below 0.5
  double clock_start_ms = 0;  // what the box's clock shows when the world begins
};

struct Setting {
  std::uint64_t seed = 1;
  double rate_hz = 100;
  Fit fit;
  PhonePosture posture;
  Building building;
  std::size_t start_floor = 0;
  DoorTimes doors;
  AirTraits air;
  AccelerometerTraits accelerometer;
  PresenceTraits presence;
  double car_celsius = 24;
  Commissioning told;
};

// How a scenario narrows what the seed may pick.
struct SettingKind {
  BuildingKind building{};
  Range weather_per_hour{-60, 60};  // Pa/h
  double conditioned_share = 0.4;   // of cars with a fan that makes a pressure step
  double outlier_share = 0;         // of pressure samples
  double floor_table_share = 0.65;  // of boxes that were given the floor table
  double start_floor_share = 0.8;   // of those
  double rated_speed_share = 0.8;
  Range piston{0.2, 1.0};  // Pa at 1 m/s; the narrower the shaft the more
  Fit fit = {};
};

[[nodiscard]] Setting make_setting(const SettingKind& kind, std::uint64_t seed, double rate_hz);

}  // namespace liftguard::lift
