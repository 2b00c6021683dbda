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

}  // namespace

void EntrapmentWatch::watch(const Scene& scene, const std::optional<EndedRide>& ride, Expectations& expectations) {
  note_states(scene, ride);
  watch_outside(scene, expectations);
  watch_unopened(scene, expectations);
  watch_sleeper(scene, expectations);
  if (scene.button && !press_done_ && pressed_.for_at_least(kButtonHold, scene.time_s)) {
    press_done_ = true;
    watch_button_outside(scene, expectations);
    if (scene.zone && !scene.door_open && scene.at_rest && !episode_.trapped) call_s_ = pressed_.since_s;
  }
  watch_button_inside(scene, expectations);
  watch_recovery(scene, ride, expectations);
}

void EntrapmentWatch::note_states(const Scene& scene, const std::optional<EndedRide>& ride) {
  pressed_.note(scene.button, scene.time_s);
  if (!scene.button) press_done_ = false;
  if (inspected_.since_s && !scene.inspection) inspection_end_s_ = scene.time_s;
  inspected_.note(scene.inspection, scene.time_s);

  if (ride) arrival_s_ = ride->to_zone ? std::optional{ride->end_s} : std::nullopt;
  if (scene.door_open || scene.inspection) arrival_s_.reset();
  parked_.note(scene.zone && scene.at_rest && !scene.door_open && scene.people && !scene.inspection && !arrival_s_,
               scene.time_s);
  freed_.note(scene.zone && scene.door_open, scene.time_s);
}

void EntrapmentWatch::watch_outside(const Scene& scene, Expectations& expectations) {
  const bool outside = scene.at_rest && !scene.zone && !scene.inspection;
  if (!outside) return end_of_outside(scene, expectations);
  if (!outside_.since_s) outside_.since_s = std::max(scene.rest_since_s, inspection_end_s_);
  const double since_s = *outside_.since_s;
  if (!episode_.stopped && outside_.for_at_least(kStoppedLast, scene.time_s)) {
    episode_.stopped = true;
    expectations.expect(EventKind::stopped_outside_zone, {since_s + kStoppedFirst, since_s + kStoppedLast});
  }
  if (scene.people && outside_.for_at_least(kTrappedLast, scene.time_s)) {
    expect_trapped({EntrapmentKind::outside_zone, since_s, {since_s + kTrappedFirst, since_s + kTrappedLast}},
                   expectations);
  }
}

void EntrapmentWatch::end_of_outside(const Scene& scene, Expectations& expectations) {
  const double length_s = outside_.length_s(scene.time_s);
  outside_.since_s.reset();
  if (!episode_.stopped && length_s > kStoppedFirst) {
    episode_.stopped = true;
    expectations.doubt(EventKind::stopped_outside_zone, scene.time_s, "stood outside the zones for 8-20 s");
    expectations.doubt(EventKind::recovered, scene.time_s, "stood outside the zones for 8-20 s");
  }
  if (!episode_.trapped && scene.people && length_s > kTrappedFirst) {
    episode_.trapped = true;
    expectations.doubt(EventKind::trapped, scene.time_s, "stood outside the zones with people for 28-45 s");
  }
}

// DV-6: the button held for 3 s in DV-5's condition. After 28 s the dwell time's own window holds.
void EntrapmentWatch::watch_button_outside(const Scene& scene, Expectations& expectations) {
  if (!outside_.since_s || episode_.trapped || outside_.for_at_least(kTrappedFirst, scene.time_s)) return;
  const double pressed_s = *pressed_.since_s;
  if (pressed_s < *outside_.since_s + kStoppedDwell) {
    expectations.doubt(EventKind::trapped, scene.time_s, "button pressed before the car had stood for 10 s");
    episode_.trapped = true;
    return;
  }
  expect_trapped(
      {EntrapmentKind::outside_zone_button, pressed_s, {pressed_s + kButtonHold - 0.1, pressed_s + kButtonLast}},
      expectations);
}

// DV-7: nobody could get out for 120 s after a ride into a zone.
void EntrapmentWatch::watch_unopened(const Scene& scene, Expectations& expectations) {
  if (!arrival_s_ || !scene.people || episode_.trapped) return;
  if (scene.time_s - *arrival_s_ < kUnopenedLast) return;
  expect_trapped(
      {EntrapmentKind::door_not_opened, *arrival_s_, {*arrival_s_ + kUnopenedFirst, *arrival_s_ + kUnopenedLast}},
      expectations);
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
  // By a ride alone where nobody was reported trapped; "usual speed" is the rated one, give or take.
  if (ride && ride->to_zone && !episode_.trapped && ride->top_speed > 0.42 * rated_speed_) {
    if (ride->top_speed < 0.6 * rated_speed_) {
      expectations.doubt(EventKind::recovered, scene.time_s, "a ride at about half of the usual speed");
    } else {
      expectations.expect(EventKind::recovered, {ride->end_s - 0.2, ride->end_s + kRideRecoveryLast});
    }
    episode_ = {};
    return;
  }
  if (!freed_.for_at_least(kFreeDwell, scene.time_s)) return;
  expectations.expect(EventKind::recovered, {*freed_.since_s + kFreeFirst, *freed_.since_s + kFreeLast});
  episode_ = {};
}

void EntrapmentWatch::expect_trapped(const Entrapment& entrapment, Expectations& expectations) {
  if (episode_.trapped) return;
  episode_.trapped = true;
  expectations.trapped(entrapment);
}

}  // namespace liftguard::lift
