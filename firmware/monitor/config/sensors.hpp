// [sensors] of the configuration: where the box's samples come from.
//
//   [sensors]
//   source = "unix:run/car.sock"        # trace rows over a socket, which tell of the lift themselves
//
// or
//
//   [sensors]
//   source = "hardware"
//   site = "lift.toml"                  # rated_speed, floors, start_floor, [parameters]: as for liftguard-replay
//   mounting = "y,-x,z"                 # of the accelerometer: which of its axes is the car's x, y, z; or nine numbers
//   temperature = "hwmon:lm75"          # or "thermal:TYPE", "iio:NAME"
//   mains = "AC"                        # folders in /sys/class/power_supply
//   battery = "BAT0"
//   accelerometer = { device = "lis2dh12_accel", hz = 100, trigger = "trigger0" }
//   barometer = { device = "bmp280", hz = 25 }
//
//   [sensors.lines]                     # GPIO lines by name; "low": active when low
//   door = "door-open"
//   button = { line = "alarm-button", active = "low" }
#pragma once

#include <filesystem>
#include <string>
#include <variant>

#include "firmware/engine/parameters.hpp"
#include "firmware/engine/site.hpp"
#include "firmware/monitor/config/section.hpp"
#include "firmware/port/linux/hardware/hardware_port.hpp"

namespace liftguard::monitor {

struct RowsSource {
  std::string socket;
};

struct HardwareSource {
  port::HardwareOptions options;
  engine::Site site;
  engine::Parameters parameters;    // of the site file; [engine] counts before them
  std::string site_text;            // as it was read, for the configuration's hash
  std::filesystem::path line_file;  // [testing] lines: stands in for the GPIO chips; empty: they themselves
};

using SensorSource = std::variant<RowsSource, HardwareSource>;

// Throws WrongKey.
[[nodiscard]] SensorSource read_sensors(Section section);

// [testing] root, lines: another root for the kernel's files, and a file in the place of the GPIO chips.
void plant(SensorSource& source, Section& testing);

}  // namespace liftguard::monitor
