#include "simulators/lift/witness/door_watch.hpp"

#include <cmath>

namespace liftguard::lift {
namespace {

constexpr double kMisplaced_s = 0.5, kMisplacedSpeed = 0.3;
constexpr double kTooLongFirst = 170, kTooLong = 180, kTooLongLast = 200;
constexpr std::size_t kOpenings = 5;
constexpr double kOpeningsWithin_s = 120, kOpeningsHair_s = 4;
constexpr double kLatency_s = 3;  // for events that the rules give no window

}  // namespace

void DoorWatch::watch(const Scene& scene, const std::optional<EndedRide>& ride, Expectations& expectations) {
  if (!scene.told(Part::door)) return leave_open(scene, expectations);
  watch_where(scene, expectations);
  watch_length(scene, expectations);
  watch_openings(scene, ride, expectations);
  was_open_ = scene.door_open;
}

// A contact that never makes is an open door to the box, and where and how long are all wrong.
void DoorWatch::leave_open(const Scene& scene, Expectations& expectations) {
  if (!scene.stuck_on.has(Part::door) || left_open_) return;
  left_open_ = true;
  for (const EventKind kind : {EventKind::door_open_outside_zone, EventKind::door_open_too_long}) {
    expectations.leave_open(kind);
  }
}

void DoorWatch::watch_where(const Scene& scene, Expectations& expectations) {
  const bool unsure = scene.stuck.has(Part::zone) && scene.door_open;  // a stuck zone switch says anything
  if (unsure) expectations.leave_open(EventKind::door_open_outside_zone);
  const bool misplaced =
      !unsure && scene.door_open && (!scene.zone || std::abs(scene.speed) > kMisplacedSpeed) && !scene.inspection;
  if (!misplaced && !misplaced_told_ && misplaced_.for_at_least(kMisplaced_s - 0.2, scene.time_s)) {
    expectations.doubt(EventKind::door_open_outside_zone, scene.time_s, "open out of place for about 0.5 s");
  }
  misplaced_.note(misplaced, scene.time_s);
  if (!misplaced) misplaced_told_ = false;
  if (misplaced_told_ || !misplaced_.for_at_least(kMisplaced_s + 0.2, scene.time_s)) return;
  misplaced_told_ = true;
  expectations.expect(EventKind::door_open_outside_zone,
                      {*misplaced_.since_s + kMisplaced_s - 0.1, *misplaced_.since_s + kMisplaced_s + kLatency_s});
}

void DoorWatch::watch_length(const Scene& scene, Expectations& expectations) {
  const bool open = scene.door_open && !scene.inspection;
  if (!open && !too_long_told_ && open_.for_at_least(kTooLongFirst, scene.time_s)) {
    expectations.doubt(EventKind::door_open_too_long, scene.time_s, "open for 170-200 s");
  }
  open_.note(open, scene.time_s);
  if (!open) too_long_told_ = false;
  if (too_long_told_ || !open_.for_at_least(kTooLongLast, scene.time_s)) return;
  too_long_told_ = true;
  expectations.expect(EventKind::door_open_too_long, {*open_.since_s + kTooLongFirst, *open_.since_s + kTooLongLast});
}

void DoorWatch::watch_openings(const Scene& scene, const std::optional<EndedRide>& ride, Expectations& expectations) {
  if (ride) {
    openings_s_.clear();
    cannot_close_told_ = false;
  }
  if (!scene.door_open || was_open_) return;
  openings_s_.push_back(scene.time_s);
  if (openings_s_.size() > kOpenings) openings_s_.pop_front();
  if (cannot_close_told_ || openings_s_.size() < kOpenings) return;
  const double within_s = scene.time_s - openings_s_.front();
  if (within_s > kOpeningsWithin_s + kOpeningsHair_s) return;
  cannot_close_told_ = true;
  if (within_s > kOpeningsWithin_s - kOpeningsHair_s) {
    expectations.doubt(EventKind::door_cannot_close, scene.time_s, "five openings within about 120 s");
    return;
  }
  expectations.expect(EventKind::door_cannot_close, {scene.time_s - 0.1, scene.time_s + kLatency_s});
}

}  // namespace liftguard::lift
