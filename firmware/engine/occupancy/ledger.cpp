#include "firmware/engine/occupancy/ledger.hpp"

#include "firmware/engine/units.hpp"

namespace liftguard::engine {
namespace {

// A door needs that long to let somebody in: who is seen earlier was inside.
constexpr Duration kWayIn{1'500'000};
// Steps behind the shut door of a standing car; boarding rings for up to 5 s after the last one has left.
constexpr Duration kRinging{5'500'000};
constexpr std::uint8_t kLoadSigns = 3;

}  // namespace

void OccupancyLedger::update(const Scene& scene, const Parameters& parameters) {
  if (scene.door.known && scene.door.on != door_open_) {
    door_open_ = scene.door.on;
    if (door_open_)
      door_opened(scene.now);
    else
      door_shut(scene, parameters);
  }
  count_presence(scene, to_duration(parameters.presence_flicker_s));
  if (seen(scene.now) >= to_duration(parameters.presence_on_s)) become(Occupancy::occupied, scene.now);
}

void OccupancyLedger::count_presence(const Scene& scene, Duration flicker) {
  if (scene.presence.is_on() && !present_since_) {
    present_since_ = scene.presence.since > opened_ ? scene.presence.since : opened_;
    run_counts_ = false;
  }
  if (!present_since_) return;
  const auto run = scene.now - *present_since_;
  if (run > flicker) {
    run_counts_ = true;
    last_present_ = scene.now;
    if (door_open_ && *present_since_ - opened_ < kWayIn) empty_before_ = false;
    if (scene.door.is_off() && state_ == Occupancy::empty) become(Occupancy::unknown, scene.now);
  }
  if (scene.presence.is_on()) return;
  if (run_counts_) sum_ += run;
  present_since_.reset();
  run_counts_ = false;
}

void OccupancyLedger::door_opened(Time now) {
  opened_ = now;
  empty_before_ = state_ == Occupancy::empty;
  sum_ = Duration::zero();
  run_counts_ = false;
  if (present_since_) present_since_ = now;
}

void OccupancyLedger::door_shut(const Scene& scene, const Parameters& parameters) {
  load_signs_ = 0;
  const bool left = could_leave(scene, parameters);
  if (!has_sensor_ || !scene.presence.known) {
    if (left || state_ == Occupancy::empty) become(Occupancy::unknown, scene.now);
    return;
  }
  const bool nobody = absent(scene, parameters);
  if (left && nobody) {
    // Whoever was seen has left, unless nobody had been inside: then somebody came in, and may stand still.
    const bool somebody_came = empty_before_ && seen_since_opening();
    become(somebody_came ? Occupancy::unknown : Occupancy::empty, scene.now);
    sum_ = Duration::zero();
  } else if (state_ == Occupancy::empty) {
    become(Occupancy::unknown, scene.now);
  } else if (left && just_gone(scene, parameters)) {
    become(Occupancy::unknown, scene.now);
    sum_ = Duration::zero();
  }
}

bool OccupancyLedger::could_leave(const Scene& scene, const Parameters& parameters) const {
  return scene.maybe_in_zone() && scene.now - opened_ >= to_duration(parameters.exit_open_s);
}

bool OccupancyLedger::absent(const Scene& scene, const Parameters& parameters) const {
  return !run_counts_ && (!last_present_ || scene.now - *last_present_ >= to_duration(parameters.exit_absent_s));
}

// Longer than any drop-out, and not for long enough to be sure: whoever left last was quick, or the sensor holds on.
bool OccupancyLedger::just_gone(const Scene& scene, const Parameters& parameters) const {
  return !run_counts_ && last_present_ && scene.now - *last_present_ >= to_duration(0.5F * parameters.exit_absent_s);
}

void OccupancyLedger::feel(Time at, float vertical, const Scene& scene) {
  const bool can_tell = state_ == Occupancy::empty && has_sensor_ && scene.door.is_off() && scene.standing &&
                        scene.now - scene.door.since >= kRinging && scene.now - scene.standing_since >= kRinging;
  if (!can_tell) {
    load_.clear();
    return;
  }
  if (load_.feel(at, vertical) && ++load_signs_ >= kLoadSigns) become(Occupancy::unknown, scene.now);
}

void OccupancyLedger::ride_ended() {
  ride_followed_ = true;
  load_signs_ = 0;
}

bool OccupancyLedger::counts_as_occupied() const {
  return state_ == Occupancy::occupied || (state_ == Occupancy::unknown && (!has_sensor_ || ride_followed_));
}

void OccupancyLedger::become(Occupancy state, Time now) {
  if (!has_sensor_ && state == Occupancy::empty) state = Occupancy::unknown;
  if (state == state_) return;
  state_ = state;
  since_ = now;
  ride_followed_ = false;
}

KeptOccupancy OccupancyLedger::kept(Time now) const {
  KeptOccupancy kept;
  kept.state = state_;
  kept.state_age = now - since_;
  kept.presence_sum = sum_;
  if (present_since_) kept.run_age = now - *present_since_;
  kept.run_counts = run_counts_;
  kept.load_signs = load_signs_;
  kept.ride_since_doubt = ride_followed_;
  kept.door_open = door_open_;
  kept.empty_before = empty_before_;
  kept.open_age = now - opened_;
  if (last_present_) kept.presence_age = now - *last_present_;
  return kept;
}

void OccupancyLedger::restore(const KeptOccupancy& kept, Time now) {
  state_ = !has_sensor_ && kept.state == Occupancy::empty ? Occupancy::unknown : kept.state;
  since_ = now - kept.state_age;
  sum_ = kept.presence_sum;
  ride_followed_ = kept.ride_since_doubt;
  door_open_ = kept.door_open;
  empty_before_ = kept.empty_before;
  opened_ = now - kept.open_age;
  present_since_.reset();
  if (kept.run_age) present_since_ = now - *kept.run_age;
  run_counts_ = kept.run_counts;
  load_signs_ = kept.load_signs;
  last_present_.reset();
  if (kept.presence_age) last_present_ = now - *kept.presence_age;
}

}  // namespace liftguard::engine
