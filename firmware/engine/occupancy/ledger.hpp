// The occupancy ledger (DV-4): people can leave only through an open door.
//
//   empty     ->  occupied   presence for 1 s in all since the door last opened; the alarm button; horseplay
//   empty     ->  unknown    presence shortly before the door shut, but not for 1 s
//   empty     ->  unknown    signs of load behind a shut door
//   occupied  ->  empty      the door was open in a zone for 3 s or more, nobody was present for the last 2 s of it
//   occupied  ->  unknown    the same with nobody for the last second only
//   any       ->  unknown    the presence sensor is lost, or there is none
//
// A sensor that falls silent behind a shut door changes nothing: a passenger who has fainted does not move.
#pragma once

#include <cstdint>
#include <optional>

#include "firmware/engine/dwell.hpp"
#include "firmware/engine/kept.hpp"
#include "firmware/engine/occupancy/load_signs.hpp"
#include "firmware/engine/parameters.hpp"
#include "firmware/engine/scene.hpp"

namespace liftguard::engine {

class Explanation;

class OccupancyLedger {
 public:
  explicit OccupancyLedger(bool has_sensor) : has_sensor_(has_sensor) {
    if (!has_sensor) state_ = Occupancy::unknown;
  }

  void update(const Scene& scene, const Parameters& parameters);
  void someone_is_there(Time now) { become(Occupancy::occupied, now); }  // button, horseplay
  // One sample of the vertical acceleration, m/s² above gravity and bias, spikes taken away.
  void feel(Time at, float vertical, const Scene& scene);
  void ride_ended();

  [[nodiscard]] Occupancy state() const { return state_; }
  [[nodiscard]] Time since() const { return since_; }
  [[nodiscard]] bool counts_as_occupied() const;
  // Presence in all since the door last opened, flickers aside.
  [[nodiscard]] bool seen_since_opening() const { return sum_ > Duration::zero(); }

  [[nodiscard]] KeptOccupancy kept(Time now) const;
  void restore(const KeptOccupancy& kept, Time now);

  void explain(const Scene& scene, const Parameters& parameters, Explanation& out) const;

 private:
  // Presence in all since the door last opened, the present run included.
  [[nodiscard]] Duration seen(Time now) const {
    return sum_ + (run_counts_ && present_since_ ? now - *present_since_ : Duration::zero());
  }
  // What a door that shuts now would have allowed: people to leave, and nobody seen since.
  [[nodiscard]] bool could_leave(const Scene& scene, const Parameters& parameters) const;
  [[nodiscard]] bool absent(const Scene& scene, const Parameters& parameters) const;
  [[nodiscard]] bool just_gone(const Scene& scene, const Parameters& parameters) const;
  void become(Occupancy state, Time now);
  void count_presence(const Scene& scene, Duration flicker);
  void door_opened(Time now);
  void door_shut(const Scene& scene, const Parameters& parameters);

  bool has_sensor_;
  Occupancy state_ = Occupancy::empty;
  Time since_{};
  bool door_open_ = false;
  Time opened_{};
  bool empty_before_ = false;          // the door last opened
  std::optional<Time> present_since_;  // of the present run of presence
  Duration sum_{};                     // of the runs before it that were no flickers
  bool run_counts_ = false;            // the present run is no flicker
  std::optional<Time> last_present_;   // end of the last run that was no flicker
  bool ride_followed_ = false;         // since it became unknown
  LoadSigns load_;
  std::uint8_t load_signs_ = 0;
};

}  // namespace liftguard::engine
