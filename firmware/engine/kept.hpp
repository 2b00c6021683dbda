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
  Duration age{};                       // since it began
  std::optional<Duration> stopped_age;  // since stopped_outside_zone was reported
  std::optional<Duration> trapped_age;  // since trapped was reported
  std::uint8_t rides_since = 0;         // ordinary rides between zones since it began
};

struct KeptOccupancy {
  Occupancy state = Occupancy::empty;
  Duration state_age{};           // since it was so
  Duration presence_sum{};        // presence in all since the door last opened
  bool ride_since_doubt = false;  // a ride ended since it became unknown
  bool door_open = false;
  bool empty_before = false;             // the door last opened
  Duration open_age{};                   // since the door last opened
  std::optional<Duration> presence_age;  // since somebody was last seen
};

// The last standstill.
struct KeptPosition {
  bool certain = false;  // height_m is tied to the floor table
  float height_m = 0;
  float variance_m2 = 0;
  bool at_floor = false;
  std::array<std::uint8_t, Site::kMaxFloors / 8> candidates{};  // floors where the car may be, while not certain
  bool was_going = false;                                       // it was under way when this was kept
  std::optional<float> pressure;                                // Pa, there
  std::optional<float> bias;                                    // m/s², of the accelerometer's vertical
};

struct KeptFloor {
  float height_m = 0;
  std::uint8_t visits = 0;  // 1: provisional; 2 or more: confirmed
};

struct KeptSwitch {
  bool known = false, on = false;
  Duration age{};  // since it is so
};

struct KeptDwell {
  std::optional<Duration> standing_age;     // since the car stands; empty: it was under way
  std::optional<Duration> ride_ended_age;   // a ride ended here, and the door has not opened since (DV-7)
  std::optional<Duration> watched_age;      // no dwell counts from before: inspection ended, or nothing was seen
  bool closed_here = false;                 // by order, at this standstill
  std::optional<Duration> button_held_age;  // the button was held, and the door has not opened since (DV-6, DV-7)
};

// Lasting conditions that were reported already: a reboot does not report them again.
enum class Reported : std::uint8_t {
  mains_lost = 0,
  inspection_on = 1,
  overtravel = 2,
  door_open_outside = 3,
  door_open_long = 4,
  door_cannot_close = 5,
  over_temperature = 6,
  button = 7,
};

struct Kept {
  static constexpr std::uint16_t kVersion = 1;
  static constexpr std::size_t kMaxEncoded = 2048;

  std::uint32_t next_episode = 1;
  std::optional<KeptEpisode> episode;
  KeptOccupancy occupancy;
  KeptPosition position;
  std::array<KeptFloor, Site::kMaxFloors> learnt{};  // rising
  std::uint8_t learnt_count = 0;
  KeptDwell dwell;
  std::array<KeptSwitch, kSwitches> switches{};
  float usual_speed_mps = 0;   // slow mean of the peak speeds of ordinary rides; 0: none yet
  std::uint16_t reported = 0;  // bit per Reported
  std::uint16_t lost = 0;      // bit per Sensor: reported as lost

  [[nodiscard]] bool has(Reported what) const { return (reported >> static_cast<unsigned>(what) & 1U) != 0; }
  void set(Reported what, bool on) {
    if (on) reported = static_cast<std::uint16_t>(reported | 1U << static_cast<unsigned>(what));
  }
  [[nodiscard]] const KeptSwitch& of(Switch which) const { return switches[static_cast<std::size_t>(which)]; }
};

// Little-endian, versioned, ends with a CRC-32C. Returns the bytes written; 0 where `out` is too small.
[[nodiscard]] std::size_t encode(const Kept& kept, std::span<std::uint8_t> out);

// False, and `kept` as it was, for anything that encode() of this version cannot have written.
[[nodiscard]] bool decode(std::span<const std::uint8_t> bytes, Kept& kept);

}  // namespace liftguard::engine
