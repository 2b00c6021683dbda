// DV-5, DV-6, DV-7 and DV-10 on the true state of the world.
#pragma once

#include <optional>

#include "simulators/lift/witness/expectations.hpp"
#include "simulators/lift/witness/ride_watch.hpp"
#include "simulators/lift/witness/scene.hpp"

namespace liftguard::lift {

class EntrapmentWatch {
 public:
  explicit EntrapmentWatch(double rated_speed) : rated_speed_(rated_speed) {}

  void watch(const Scene& scene, const std::optional<EndedRide>& ride, Expectations& expectations);

 private:
  struct Episode {
    bool stopped = false;  // what the box must have reported in it
    bool trapped = false;
    int rides = 0;  // ordinary ones between zones since it began
    [[nodiscard]] bool open() const { return stopped || trapped; }
  };

  void leave_open(const Scene& scene, Expectations& expectations);
  void note_states(const Scene& scene, const std::optional<EndedRide>& ride);
  void watch_outside(const Scene& scene, Expectations& expectations);
  void watch_button_outside(const Scene& scene, Expectations& expectations);
  void watch_unopened(const Scene& scene, Expectations& expectations);
  void leave_unopened_open(const Scene& scene, Expectations& expectations);
  void watch_sleeper(const Scene& scene, Expectations& expectations);
  void watch_button_inside(const Scene& scene, Expectations& expectations);
  void watch_button(const Scene& scene, Expectations& expectations);
  void watch_recovery(const Scene& scene, const std::optional<EndedRide>& ride, Expectations& expectations);
  void watch_recovery_by_ride(const EndedRide& ride, double time_s, Expectations& expectations);
  void recovered(const Window& window, Expectations& expectations);
  void end_of_outside(const Scene& scene, Expectations& expectations);
  void expect_trapped(const Entrapment& entrapment, Expectations& expectations);

  double rated_speed_;
  Episode episode_;
  Held outside_;     // DV-5's condition; since the true standstill
  Held stands_out_;  // the same, whether or not somebody inspects
  Held pressed_;
  Held inspected_;
  Held freed_;   // in a zone with the door open
  Held parked_;  // shut in a zone with people, and no ride that still waits for its door
  double inspection_end_s_ = 0;
  std::optional<double> arrival_s_;  // end of a ride into a zone after which the door has not opened
  std::optional<double> call_s_;     // DV-7's press that was held for 3 s and that no opening has answered
  bool press_done_ = false;          // this press has been dealt with
  Held presence_ails_;
  bool left_open_ = false;
};

}  // namespace liftguard::lift
