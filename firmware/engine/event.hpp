// What leaves the engine: values, trivially copyable, complete in themselves (the box journals them as they are).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "firmware/engine/input.hpp"
#include "firmware/engine/label.hpp"
#include "firmware/engine/parameters.hpp"
#include "firmware/engine/site.hpp"
#include "schemas/event_kind.hpp"

namespace liftguard::engine {

// Evidence of `trapped` (DV-21).
enum class ReasonKind : std::uint8_t {
  outside_zone = 1,
  door_closed = 2,
  door_not_opened = 3,
  occupied = 4,
  occupancy_unknown = 5,
  button = 6,
  mains_lost = 7,
};
[[nodiscard]] std::string_view reason_name(ReasonKind kind);

struct Reason {
  ReasonKind kind;
  Time at;  // since when it holds
};

enum class Occupancy : std::uint8_t { empty = 0, unknown = 1, occupied = 2 };
enum class Motion : std::uint8_t { unknown = 0, at_rest = 1, moving = 2 };

// The lift at the instant of the event. A switch that the box has not (or has lost) is left out.
struct Situation {
  std::optional<bool> door_open, in_zone, mains_on, inspection_on;
  Occupancy occupancy = Occupancy::unknown;
  Motion motion = Motion::unknown;
  SensorSet degraded;  // sensors of the box that are lost at this moment (DV-19)
};

// Who says whether the car is in a door zone (DV-3): nobody, the height against the floor table, or the lift's switch.
// With nobody, only the button tells of people who are stuck between floors.
enum class ZoneSource : std::uint8_t { none = 0, height = 1, sensor = 2 };

enum class RideBasis : std::uint8_t { both = 0, acceleration = 1, pressure = 2 };
[[nodiscard]] std::string_view ride_basis_name(RideBasis basis);

// Up and down are known; `unknown` where only the end of a ride was felt (it had begun before the first sample).
enum class Direction : std::uint8_t { unknown = 0, up = 1, down = 2 };

struct Ride {
  Time start, end;
  std::optional<float> metres;  // positive upward
  Direction direction = Direction::unknown;
  Label from, to;  // empty: not known
  float peak_speed_mps = 0;
  RideBasis basis = RideBasis::both;
};

enum class EpisodeEnd : std::uint8_t { door_open_in_zone = 1, usual_ride = 2, ordinary_rides = 3, order = 4 };
[[nodiscard]] std::string_view episode_end_name(EpisodeEnd how);

struct Recovery {
  Duration episode_length;
  bool people_left;  // the presence sensor saw them leave (DV-10)
  EpisodeEnd how;
};

enum class SensorFault : std::uint8_t { silent = 1, frozen = 2, out_of_range = 3 };
[[nodiscard]] std::string_view sensor_name(Sensor sensor);
[[nodiscard]] std::string_view sensor_fault_name(SensorFault fault);

struct SensorChange {
  Sensor sensor;
  SensorFault fault;  // of `sensor_restored`: what it had been
};

struct ParameterValue {
  ParameterId id;
  float value;
};

struct Event {
  static constexpr std::size_t kMaxReasons = 7;
  static constexpr std::size_t kMaxValues = 4;

  EventKind kind;
  Time at;
  std::uint8_t rule = 0;      // the 6 of DV-6
  std::uint32_t episode = 0;  // of trapped, stopped_outside_zone, recovered; rises, survives reboot; 0: none
  std::optional<float> position_m;
  Label floor;                      // at a floor
  Label between_low, between_high;  // or between two
  Situation situation;
  // Where the zone is made from height: how long it could not be, at rest, since the ride before was reported (DV-3).
  std::optional<Duration> zone_untrusted;
  std::array<Reason, kMaxReasons> reason_list{};
  std::uint8_t reason_count = 0;
  std::array<ParameterValue, kMaxValues> value_list{};  // in force when the rule decided
  std::uint8_t value_count = 0;
  std::optional<Ride> ride;
  std::optional<Recovery> recovery;
  std::optional<SensorChange> sensor;

  [[nodiscard]] std::span<const Reason> reasons() const { return {reason_list.data(), reason_count}; }
  [[nodiscard]] std::span<const ParameterValue> values() const { return {value_list.data(), value_count}; }
};

}  // namespace liftguard::engine
