#include "simulators/lift/witness/entrapment_watch.hpp"

#include <algorithm>

namespace liftguard::lift {
namespace {

// Windows of the rules, in seconds; see DV-5, DV-6, DV-7.
constexpr double kStoppedDwell = 10, kStoppedFirst = 8, kStoppedLast = 20;
constexpr double kTrappedFirst = 28, kTrappedLast = 45;
constexpr double kButtonHold = 3, kButtonLast = 5;
constexpr double kUnopenedFirst = 115, kUnopenedLast = 140;
constexpr double kCallFirst = 19.5, kCallLast = 26;  // 20 s after the press, or after its third second
constexpr double kSleeperFirst = 598, kSleeperLast = 640;
constexpr double kFreeDwell = 2, kFreeFirst = 1.9, kFreeLast = 5;
constexpr double kRideRecoveryLast = 8;
constexpr int kOrdinaryRides = 2;
constexpr double kNoticed = 4;  // before that a sensor that falls silent cannot be known to have (DV-19)

// DV-4: without a sensor occupancy is unknown, which counts as occupied.
bool counts_as_occupied(const Scene& scene) {
  return scene.people || scene.missing.has(Part::presence);
}

// A sensor that never sees anybody: only the button can tell.
bool people_are_invisible(const Scene& scene) {
  return scene.stuck.has(Part::presence) && !scene.stuck_on.has(Part::presence);
}

}  // namespace

void EntrapmentWatch::watch(const Scene& scene, const std::optional<EndedRide>& ride, Expectations& expectations) {
  leave_open(scene, expectations);
  note_states(scene, ride);
  watch_outside(scene, expectations);
  watch_unopened(scene, expectations);
  watch_sleeper(scene, expectations);
  watch_button(scene, expectations);
  watch_button_inside(scene, expectations);
  watch_recovery(scene, ride, expectations);
}

// Where a part that the rules rest on lies or is silent, they themselves may find what is not there.
void EntrapmentWatch::leave_open(const Scene& scene, Expectations& expectations) {
  presence_ails_.note(scene.ailing.has(Part::presence), scene.time_s);
  const bool misled = presence_ails_.for_at_least(kNoticed, scene.time_s) || scene.stuck.has(Part::presence) ||
                      scene.stuck.has(Part::door) || scene.stuck.has(Part::zone);
  if (left_open_ || !misled) return;
  left_open_ = true;
  expectations.leave_open(EventKind::trapped);
  expectations.leave_open(EventKind::recovered);
  if (scene.stuck.has(Part::zone)) expectations.leave_open(EventKind::stopped_outside_zone);
}

void EntrapmentWatch::note_states(const Scene& scene, const std::optional<EndedRide>& ride) {
  pressed_.note(scene.button, scene.time_s);
  if (!scene.button) press_done_ = false;
  if (inspected_.since_s && !scene.inspection) inspection_end_s_ = scene.time_s;
  inspected_.note(scene.inspection, scene.time_s);

  if (ride) arrival_s_ = ride->to_zone ? std::optional{ride->end_s} : std::nullopt;
  if (scene.door_open || scene.inspection) arrival_s_.reset();
  const bool seen = scene.told(Part::door) && scene.told(Part::presence);
  parked_.note(
      seen && scene.zone && scene.at_rest && !scene.door_open && scene.people && !scene.inspection && !arrival_s_,
      scene.time_s);
  stands_out_.note(scene.at_rest && !scene.zone, scene.time_s);
  freed_.note(scene.zone && scene.door_open, scene.time_s);
}

void EntrapmentWatch::watch_outside(const Scene& scene, Expectations& expectations) {
  const bool outside = scene.at_rest && !scene.zone && !scene.inspection;
  if (!outside) return end_of_outside(scene, expectations);
  if (!outside_.since_s) outside_.since_s = std::max(scene.rest_since_s, inspection_end_s_);
  const double since_s = *outside_.since_s;
  const bool seen = scene.zone_sight != ZoneSight::none;
  if (seen && !episode_.stopped && outside_.for_at_least(kStoppedLast, scene.time_s)) {
    episode_.stopped = true;
    expectations.expect(EventKind::stopped_outside_zone, {since_s + kStoppedFirst, since_s + kStoppedLast});
  }
  if (!seen) expectations.leave_open(EventKind::stopped_outside_zone);
  // Who cannot tell where the car stands waits for the door (DV-7).
  const double last_s = seen ? kTrappedLast : kUnopenedLast;
  if (!counts_as_occupied(scene) || people_are_invisible(scene) || !outside_.for_at_least(last_s, scene.time_s)) return;
  expect_trapped({EntrapmentKind::outside_zone, since_s, {since_s + kTrappedFirst, since_s + last_s}}, expectations);
}

void EntrapmentWatch::end_of_outside(const Scene& scene, Expectations& expectations) {
  const double length_s = outside_.length_s(scene.time_s);
  outside_.since_s.reset();
  if (scene.zone_sight == ZoneSight::none) {
    if (length_s > kStoppedFirst) expectations.leave_open(EventKind::recovered);
  } else if (!episode_.stopped && length_s > kStoppedFirst) {
    episode_.stopped = true;
    expectations.doubt(EventKind::stopped_outside_zone, scene.time_s, "stood outside the zones for 8-20 s");
    expectations.doubt(EventKind::recovered, scene.time_s, "stood outside the zones for 8-20 s");
  }
  if (!episode_.trapped && counts_as_occupied(scene) && length_s > kTrappedFirst) {
    episode_.trapped = true;
    expectations.doubt(EventKind::trapped, scene.time_s, "stood outside the zones with people for 28-45 s");
  }
}

void EntrapmentWatch::watch_button(const Scene& scene, Expectations& expectations) {
  if (!scene.told(Part::button) || !scene.button || press_done_) return;
  if (!pressed_.for_at_least(kButtonHold, scene.time_s)) return;
  press_done_ = true;
  watch_button_outside(scene, expectations);
  if (scene.zone && !scene.door_open && scene.at_rest && !episode_.trapped) call_s_ = pressed_.since_s;
}

// DV-6: the button held for 3 s in DV-5's condition, and in inspection as well (DV-9). After 28 s the dwell time's own
// window holds, where there is one.
void EntrapmentWatch::watch_button_outside(const Scene& scene, Expectations& expectations) {
  if (!stands_out_.since_s || episode_.trapped) return;
  const bool by_button_alone = scene.inspection || people_are_invisible(scene);
  if (!by_button_alone && outside_.for_at_least(kTrappedFirst, scene.time_s)) return;
  const double pressed_s = *pressed_.since_s;
  if (pressed_s < *stands_out_.since_s + kStoppedDwell) {
    expectations.doubt(EventKind::trapped, scene.time_s, "button pressed before the car had stood for 10 s");
    episode_.trapped = true;
    return;
  }
  double first_s = pressed_s + kButtonHold - 0.1;
  if (people_are_invisible(scene)) first_s = std::min(first_s, *stands_out_.since_s + kTrappedFirst);
  const double last_s = scene.zone_sight == ZoneSight::none ? kCallLast : kButtonLast;
  expect_trapped({EntrapmentKind::outside_zone_button, pressed_s, {first_s, pressed_s + last_s}}, expectations);
}

// DV-7: nobody could get out for 120 s after a ride into a zone.
void EntrapmentWatch::watch_unopened(const Scene& scene, Expectations& expectations) {
  if (!arrival_s_ || !counts_as_occupied(scene) || people_are_invisible(scene) || episode_.trapped) return;
  if (!scene.told(Part::door)) return leave_unopened_open(scene, expectations);
  if (scene.time_s - *arrival_s_ < kUnopenedLast) return;
  expect_trapped(
      {EntrapmentKind::door_not_opened, *arrival_s_, {*arrival_s_ + kUnopenedFirst, *arrival_s_ + kUnopenedLast}},
      expectations);
}

// Without the door's contact nobody can tell whether they have got out.
void EntrapmentWatch::leave_unopened_open(const Scene& scene, Expectations& expectations) {
  if (!scene.people || scene.time_s - *arrival_s_ < kUnopenedFirst) return;
  expectations.leave_open(EventKind::trapped);
  expectations.leave_open(EventKind::recovered);
}

// DV-7, last sentence: somebody stands in a parked car.
void EntrapmentWatch::watch_sleeper(const Scene& scene, Expectations& expectations) {
  if (episode_.trapped || !parked_.for_at_least(kSleeperLast, scene.time_s)) return;
  const double since_s = *parked_.since_s;
  expect_trapped({EntrapmentKind::parked, since_s, {since_s + kSleeperFirst, since_s + kSleeperLast}}, expectations);
}

// DV-7 with the button: 20 s on and the door still shut.
void EntrapmentWatch::watch_button_inside(const Scene& scene, Expectations& expectations) {
  if (!call_s_) return;
  const double since_call_s = scene.time_s - *call_s_;
  if (episode_.trapped || !scene.at_rest) return call_s_.reset();
  if (scene.door_open) {
    if (since_call_s > kCallFirst) expectations.doubt(EventKind::trapped, scene.time_s, "opened 20 s after the button");
    return call_s_.reset();
  }
  if (since_call_s < kCallLast) return;
  expect_trapped({EntrapmentKind::door_button, *call_s_, {*call_s_ + kCallFirst, *call_s_ + kCallLast}}, expectations);
  call_s_.reset();
}

void EntrapmentWatch::watch_recovery(const Scene& scene, const std::optional<EndedRide>& ride,
                                     Expectations& expectations) {
  if (!episode_.open()) return;
  if (scene.stuck.has(Part::zone) || scene.stuck_on.has(Part::door)) {  // the box may see an end, or none: left open
    if (freed_.since_s) episode_ = {};
    return;
  }
  if (ride && ride->to_zone) watch_recovery_by_ride(*ride, scene.time_s, expectations);
  if (!episode_.open() || !scene.told(Part::door) || !freed_.for_at_least(kFreeDwell, scene.time_s)) return;
  recovered({*freed_.since_s + kFreeFirst, *freed_.since_s + kFreeLast}, expectations);
}

// At once where nobody was reported trapped; after two rides between zones whoever was. "Usual speed" is the rated one,
// give or take.
void EntrapmentWatch::watch_recovery_by_ride(const EndedRide& ride, double time_s, Expectations& expectations) {
  if (ride.top_speed <= 0.42 * rated_speed_) return;
  if (episode_.trapped) {
    if (!ride.from_zone || ++episode_.rides < kOrdinaryRides) return;
  } else if (ride.top_speed < 0.6 * rated_speed_) {
    expectations.doubt(EventKind::recovered, time_s, "a ride at about half of the usual speed");
    episode_ = {};
    return;
  }
  recovered({ride.end_s - 0.2, ride.end_s + kRideRecoveryLast}, expectations);
}

void EntrapmentWatch::recovered(const Window& window, Expectations& expectations) {
  expectations.expect(EventKind::recovered, window);
  episode_ = {};
}

void EntrapmentWatch::expect_trapped(const Entrapment& entrapment, Expectations& expectations) {
  if (episode_.trapped) return;
  episode_.trapped = true;
  expectations.trapped(entrapment);
}

}  // namespace liftguard::lift
