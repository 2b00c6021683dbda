// DV-14 on the true state of the world.
#pragma once

#include <deque>

#include "simulators/lift/witness/expectations.hpp"
#include "simulators/lift/witness/ride_watch.hpp"
#include "simulators/lift/witness/scene.hpp"

namespace liftguard::lift {

class DoorWatch {
 public:
  void watch(const Scene& scene, const std::optional<EndedRide>& ride, Expectations& expectations);

 private:
  void leave_open(const Scene& scene, Expectations& expectations);
  void watch_where(const Scene& scene, Expectations& expectations);
  void watch_length(const Scene& scene, Expectations& expectations);
  void watch_openings(const Scene& scene, const std::optional<EndedRide>& ride, Expectations& expectations);

  bool left_open_ = false;
  Held misplaced_;
  Held open_;
  bool misplaced_told_ = false;
  bool too_long_told_ = false;
  bool was_open_ = false;
  bool cannot_close_told_ = false;
  std::deque<double> openings_s_;  // since the last ride
};

}  // namespace liftguard::lift
