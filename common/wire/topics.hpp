// The topics of a monitor: lift/1/<slot>/<monitor>/up/<lane>, .../state, .../down, and lift/1/<slot>/gateway.
//
// The slot shards a city over gateway instances. A monitor's name is its identity everywhere: certificate, client id,
// topic; [A-Za-z0-9-]{1,32}, so that it can be no wildcard and no other level.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "schemas/event_kind.hpp"

namespace liftguard::wire {

inline constexpr unsigned kSlots = 64;
inline constexpr std::size_t kMaxMonitorName = 32;

[[nodiscard]] bool is_monitor_name(std::string_view text);

// CRC-16/CCITT-FALSE of the name mod 64; "123456789" -> 0x31.
[[nodiscard]] std::uint8_t slot_of(std::string_view monitor);
[[nodiscard]] std::string slot_text(std::uint8_t slot);  // two lower-case hex digits

[[nodiscard]] std::string_view lane_name(Lane lane);  // alarm, event, bulk

[[nodiscard]] std::string up_topic(std::string_view monitor, Lane lane);  // lane: alarm, event or bulk
[[nodiscard]] std::string state_topic(std::string_view monitor);
[[nodiscard]] std::string down_topic(std::string_view monitor);
[[nodiscard]] std::string gateway_topic(std::uint8_t slot);

// What a gateway subscribes to for its slot.
[[nodiscard]] std::string up_filter(std::uint8_t slot, Lane lane);
[[nodiscard]] std::string state_filter(std::uint8_t slot);

enum class Channel : std::uint8_t { up_alarm, up_event, up_bulk, state, down, gateway };

[[nodiscard]] std::optional<Lane> lane_of(Channel channel);  // of the three up channels

struct ParsedTopic {
  std::uint8_t slot = 0;
  std::string monitor;  // empty on the gateway's topic
  Channel channel = Channel::state;
};

// Null for anything that none of the functions above makes, also where the slot is not the monitor's.
[[nodiscard]] std::optional<ParsedTopic> parse_topic(std::string_view topic);

}  // namespace liftguard::wire
