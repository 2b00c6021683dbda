// The monitor's configuration file. Refused as a whole, with file, key and reason, if anything in it is wrong (J3).
// Every key stands in docs/box.md; deploy/config/box.toml is an example of all.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "common/base/result.hpp"
#include "firmware/engine/parameters.hpp"
#include "firmware/monitor/boot_history.hpp"
#include "firmware/monitor/config/sensors.hpp"
#include "firmware/update/trial.hpp"

namespace liftguard::monitor {

struct BootConfig {
  std::optional<std::filesystem::path> reset_reason;
  CrashLimits limits;
};

// A box with two slots.
struct UpdateConfig {
  std::filesystem::path slots;  // folder
  std::string board;
  std::filesystem::path keys;  // list of the maker's public keys
  std::chrono::seconds least_trial = update::kLeastTrial;
};

// What the box says to people who are trapped; without a speaker it says nothing.
struct CalmConfig {
  std::optional<std::filesystem::path> speaker, buttons;  // lines in a file or pipe, lines of a file: calm/speaker.hpp
};

// [testing] hang: this thread stops making progress so long after the start.
struct PlantedHang {
  std::string thread;
  std::chrono::milliseconds after;
};

// One of the broker's doors.
struct BrokerDoor {
  std::string host;
  std::uint16_t port = 0;

  bool operator==(const BrokerDoor&) const = default;
};

struct Config {
  std::string monitor;
  std::filesystem::path data;
  SensorSource sensors;
  BrokerDoor broker;
  std::optional<BrokerDoor> alarm_broker;  // the door for alarms that nobody has confirmed yet
  std::filesystem::path ca, certificate, key;
  std::chrono::seconds keep_alive{60};
  std::chrono::seconds heartbeat{45};
  engine::Parameters parameters;
  std::chrono::hours self_test_every{24};
  std::chrono::days renew_before{60};                   // the end of the box's certificate
  std::optional<std::filesystem::path> identify_light;  // a folder of /sys/class/leds
  CalmConfig calm;
  BootConfig boot;
  std::optional<UpdateConfig> update;
  bool crash_clips = false;  // [testing] crash = "clips": the clip path ends the program as soon as it is there
  std::optional<std::filesystem::path> confirm_log;
  std::optional<PlantedHang> hang;
  std::uint32_t hash = 0;  // CRC-32C of the file, and of the site file behind it
};

// Refusal "bad_config": "<file>: <key>: <reason>", or "<file>:<line>: <reason>" of what is no TOML.
[[nodiscard]] Result<Config> load_config(const std::filesystem::path& file);
[[nodiscard]] Result<Config> parse_config(const std::string& text, const std::filesystem::path& file);

}  // namespace liftguard::monitor
