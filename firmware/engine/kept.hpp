// What survives a reboot or power loss (DV-11): the open episode, the occupancy ledger, the learnt floors, the
// position, and how long the dwell times had run. Ages, not times: the monotonic clock may start again at 0.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "firmware/engine/event.hpp"
#include "firmware/engine/input.hpp"
#include "firmware/engine/site.hpp"

namespace liftguard::engine {

struct KeptEpisode {
  std::uint32_t number = 0;
  std::optional<Duration> stopped_age;  // since stopped_outside_zone was reported
  std::optional<Duration> trapped_age;  // since trapped was reported
  std::uint8_t rides_since = 0;         // ordinary rides between zones since it began
  bool people_left = false;
};

struct KeptOccupancy {
  Occupancy state = Occupancy::empty;
  Duration state_age{};     // since it was so
  Duration presence_sum{};  // presence in all since the door last opened
  bool ride_since_doubt = false;
  bool known = false;  // false: a new box, nothing was ever seen
};

struct KeptPosition {
  bool certain = false;  // height_m is tied to the floor table
  float height_m = 0;
  float deviation_m = 0;                                        // one standard deviation
  std::array<std::uint8_t, Site::kMaxFloors / 8> candidates{};  // floors where the car may be, while not certain
};

struct KeptFloor {
  float height_m = 0;
  std::uint8_t visits = 0;  // 1: provisional; 2 or more: confirmed
};

struct KeptDwell {
  std::optional<Duration> at_rest_age;  // since the car stands
  bool ride_ended_here = false;         // it came by a ride and the door has not opened since
  std::optional<Duration> shut_age;     // since the door is shut
  std::optional<Duration> button_age;   // since a press of button_hold_s was complete, DV-7
};

struct Kept {
  static constexpr std::uint16_t kVersion = 1;
  static constexpr std::size_t kMaxEncoded = 2048;

  std::uint32_t next_episode = 1;
  std::optional<KeptEpisode> episode;
  KeptOccupancy occupancy;
  KeptPosition position;
  std::array<KeptFloor, Site::kMaxFloors> learnt{};
  std::uint8_t learnt_count = 0;
  KeptDwell dwell;
  float usual_speed_mps = 0;   // slow average of ordinary rides' peak speeds; 0: none yet
  std::uint32_t reported = 0;  // bit per condition that lasts and was reported already (overtravel, mains, door, ...)
};

// Little-endian, versioned, ends with a CRC-32C. Returns the bytes written; 0 where `out` is too small.
[[nodiscard]] std::size_t encode(const Kept& kept, std::span<std::uint8_t> out);

// False, and `kept` as it was, for anything that encode() of this version cannot have written.
[[nodiscard]] bool decode(std::span<const std::uint8_t> bytes, Kept& kept);

}  // namespace liftguard::engine
