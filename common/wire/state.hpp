// A monitor's presence on .../state: birth (retained), heartbeat, last will (retained, published by the broker), and
// how far an update has come.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "common/base/result.hpp"
#include "common/wire/stamp.hpp"
#include "common/wire/up.hpp"

namespace liftguard::wire {

// Number of the newest schema under schemas/released.
inline constexpr std::uint32_t kSchemaVersion = 3;
inline constexpr std::size_t kMaxStateBytes = std::size_t{8} * 1024;

enum class SettingsState : std::uint8_t {
  factory = 0,  // what stands in the box's own file
  trial = 1,    // what the gateway sent, until it was reached with them
  applied = 2,  // what the gateway sent, kept
};

// Which of the settings that can be set from afar are in force.
struct ConfigState {
  SettingsState state = SettingsState::factory;
  std::uint32_t hash = 0;     // CRC-32C of their text; 0: factory
  std::uint64_t command = 0;  // that brought them; 0: factory
  std::uint64_t refused = 0;  // the last command whose settings were not kept; 0: none
  std::string reason;         // and why, at most kMaxDetail bytes

  bool operator==(const ConfigState&) const = default;
};

struct Birth {
  Stamp at;
  std::string firmware;
  std::uint32_t schema = kSchemaVersion;
  std::uint64_t journal = 0;
  BootReason boot_reason = BootReason::unknown;
  std::vector<std::string> capabilities;
  std::uint32_t config_hash = 0;
  std::uint64_t session = 0;             // counts this boot's connections; heartbeat and will carry the same
  std::optional<UpdateStatus> update{};  // not set: this box cannot be updated from afar
  bool safe_mode = false;  // it crashed again and again: it detects, alarms and takes updates, and little else
  std::optional<ConfigState> config{};  // not set: of an older schema
};

struct Heartbeat {
  Stamp at;  // uptime is in it
  std::uint64_t session = 0;
  std::uint32_t unconfirmed_alarms = 0;  // in the journal, not confirmed
  std::uint32_t sent_unconfirmed = 0;    // of those, first sent 15 s ago or earlier: the "unconfirmed" state (A12)
  std::optional<Milliseconds> oldest_unconfirmed;  // its age
  std::uint32_t unconfirmed_events = 0, unconfirmed_bulk = 0;
  std::uint32_t set_aside = 0;
  bool alarm_space_full = false;
  std::vector<std::string> sensors_lost;
  std::vector<EpisodeMark> open_episodes;
};

struct Will {
  std::uint64_t boot = 0;
  std::uint64_t session = 0;
};

// The next piece of an image is wanted: sent when the wanted offset changes, and every 10 s while receiving. Never
// retained, QoS 0; answered with ImageChunks.
struct Progress {
  Stamp at;
  std::uint64_t session = 0;
  UpdateStatus update;
};

struct State {
  std::string monitor;
  std::variant<Birth, Heartbeat, Will, Progress> presence;
};

[[nodiscard]] Bytes encode(const State& state);

// Bounded like decode_up; refusals "too_large", "malformed", "absurd".
[[nodiscard]] Result<State> decode_state(std::span<const std::uint8_t> payload);

}  // namespace liftguard::wire
