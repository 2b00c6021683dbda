// The monitor's configuration file. Refused as a whole, with file, key and reason, if anything in it is wrong (J3).
//
//   monitor = "LG-000001"           # its name, as in its certificate
//   data = "data"                   # folder of the journal; relative paths are relative to the file
//
//   [sensors]
//   source = "unix:run/car.sock"    # trace rows
//
//   [broker]
//   host = "localhost"
//   port = 8883
//   ca = "broker-ca.crt"
//   certificate = "LG-000001.crt"
//   key = "LG-000001.key"
//   keep_alive_s = 30               # optional, 5 .. 600
//   heartbeat_s = 20                # optional, 1 .. 600
//
//   [engine]                        # optional: parameters of the detection rules by name
//   trapped_s = 20
//
//   [self_test]                     # optional
//   every_h = 24                    # 1 .. 72: after 72 h without one the elevator counts as unproven (DV-22)
//
//   [boot]                          # optional
//   reset_reason = "/sys/class/watchdog/watchdog0/bootstatus"  # where the board tells of its last reset
//   crashes = 3                     # 2 .. 10: so many
//   within_min = 10                 # 1 .. 1440: within so many minutes of running lead to safe mode,
//   good_min = 30                   # 1 .. 1440: which is left after so many without one
//
//   [testing]                       # optional
//   confirm_log = "confirmed.jsonl" # every confirmation that was accepted, synced
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "common/base/result.hpp"
#include "firmware/engine/parameters.hpp"
#include "firmware/monitor/boot_history.hpp"

namespace liftguard::monitor {

struct BootConfig {
  std::optional<std::filesystem::path> reset_reason;
  CrashLimits limits;
};

struct Config {
  std::string monitor;
  std::filesystem::path data;
  std::string sensor_socket;
  std::string broker_host;
  std::uint16_t broker_port = 0;
  std::filesystem::path ca, certificate, key;
  std::chrono::seconds keep_alive{30};
  std::chrono::seconds heartbeat{20};
  engine::Parameters parameters;
  std::chrono::hours self_test_every{24};
  BootConfig boot;
  std::optional<std::filesystem::path> confirm_log;
  std::uint32_t hash = 0;  // CRC-32C of the file
};

// Refusal "bad_config": "<file>: <key>: <reason>".
[[nodiscard]] Result<Config> load_config(const std::filesystem::path& file);
[[nodiscard]] Result<Config> parse_config(const std::string& text, const std::filesystem::path& file);

}  // namespace liftguard::monitor
