// A monitor's presence on .../state: birth (retained), heartbeat, last will (retained, published by the broker).
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
inline constexpr std::uint32_t kSchemaVersion = 2;
inline constexpr std::size_t kMaxStateBytes = std::size_t{8} * 1024;

enum class BootReason : std::uint8_t { unknown = 0, power = 1, restart = 2, crash = 3, watchdog = 4, update = 5 };

struct Birth {
  Stamp at;
  std::string firmware;
  std::uint32_t schema = kSchemaVersion;
  std::uint64_t journal = 0;
  BootReason boot_reason = BootReason::unknown;
  std::vector<std::string> capabilities;
  std::uint32_t config_hash = 0;
  std::uint64_t session = 0;  // counts this boot's connections; heartbeat and will carry the same
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

struct State {
  std::string monitor;
  std::variant<Birth, Heartbeat, Will> presence;
};

[[nodiscard]] Bytes encode(const State& state);

// Bounded like decode_up; refusals "too_large", "malformed", "absurd".
[[nodiscard]] Result<State> decode_state(std::span<const std::uint8_t> payload);

}  // namespace liftguard::wire
