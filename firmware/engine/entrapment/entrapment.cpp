#include "firmware/engine/entrapment/entrapment.hpp"

#include "firmware/engine/units.hpp"

namespace liftguard::engine {
namespace {

constexpr float kWinding = 0.35F;  // m/s: nobody winds a car by hand faster (DV-10)
// Without accelerometer and barometer: a ride from zone to zone takes no longer (200 m of express shaft at 3.5 m/s).
constexpr Duration kLongestRide{60'000'000};
constexpr Duration kButtonLasts{600'000'000};  // a press says nothing of what happens ten minutes later

Time later(Time a, Time b) {
  return a > b ? a : b;
}

template <class... More>
Time latest(Time first, const std::optional<More>&... more) {
  Time result = first;
  ((result = more && *more > result ? *more : result), ...);
  return result;
}

bool held(Time since, float seconds, Time now) {
  return now - since >= to_duration(seconds);
}

}  // namespace

void Entrapment::update(const Scene& scene, const OccupancyLedger& ledger, const Parameters& parameters,
                        EventList& events) {
  follow_door(scene);
  follow_button(scene, to_duration(parameters.button_hold_s));
  if (scene.inspecting()) dwell_from_ = scene.now;

  const auto stopped = stopped_since(scene);
  if (stopped && held(*stopped, parameters.stopped_s, scene.now) && !(episode_ && episode_->stopped))
    report_stopped(scene, parameters, events);
  if (!(episode_ && episode_->trapped))
    if (const auto finding = find_trapped(scene, ledger, parameters))
      report_trapped(*finding, scene, ledger, parameters, events);

  if (!episode_) return;
  if (door_open_in_zone_.holds() && scene.presence.is_on()) people_seen_leaving_ = true;
  if (door_open_in_zone_.held(scene.now, to_duration(parameters.recovered_open_s)))
    end(EpisodeEnd::door_open_in_zone, scene, parameters, events);
}

void Entrapment::follow_door(const Scene& scene) {
  if (scene.door.is_on()) {
    closed_here_ = false;
    if (ride_ended_ || button_held_) ++revision_;
    ride_ended_.reset();
    button_held_.reset();
  }
  const bool open_in_zone = scene.door.is_on() && scene.maybe_in_zone();
  if (!door_open_in_zone_.holds()) people_seen_leaving_ = false;
  door_open_in_zone_.update(open_in_zone, scene.now);
}

void Entrapment::follow_button(const Scene& scene, Duration hold) {
  pressing_.update(scene.button.is_on(), scene.now);
  if (pressing_.held(scene.now, hold) && !button_held_ && !scene.door.is_on()) {
    button_held_ = *pressing_.since() + hold;
    ++revision_;
  }
  if (button_held_ && !pressing_.holds() && scene.now - *button_held_ > kButtonLasts) button_held_.reset();
}

std::optional<Time> Entrapment::outside_since(const Scene& scene) const {
  if (!scene.outside_zone()) return std::nullopt;
  if (!scene.motion_known) return latest(scene.zone.since + kLongestRide, dwell_from_);
  if (!scene.standing) return std::nullopt;
  return latest(later(scene.standing_since, scene.zone.since), dwell_from_);
}

std::optional<Time> Entrapment::stopped_since(const Scene& scene) const {
  return inference(scene).allowed() ? outside_since(scene) : std::nullopt;
}

std::optional<Time> Entrapment::stuck_since(const Scene& scene, const OccupancyLedger& ledger) const {
  return ledger.counts_as_occupied() ? stopped_since(scene) : std::nullopt;
}

std::optional<Time> Entrapment::unopened_since(const Scene& scene, const OccupancyLedger& ledger) const {
  if (!ride_ended_ || !scene.door.is_off() || !inference(scene).allowed() || !ledger.counts_as_occupied())
    return std::nullopt;
  const Time zone_since = scene.zone.known ? scene.zone.since : *ride_ended_;
  return latest(later(*ride_ended_, zone_since), dwell_from_);
}

std::optional<Time> Entrapment::unanswered_since(const Scene& scene) const {
  if (!button_held_ || scene.door.is_on()) return std::nullopt;
  return scene.motion_known ? later(*button_held_, scene.standing_since) : *button_held_;
}

// Whoever is seen behind a shut door has been there since it shut.
std::optional<Time> Entrapment::parked_since(const Scene& scene, const OccupancyLedger& ledger) const {
  if (ledger.state() != Occupancy::occupied || !scene.motion_known) return std::nullopt;
  if (!scene.door.is_off() || !inference(scene).allowed()) return std::nullopt;
  return latest(later(scene.standing_since, scene.door.since), dwell_from_);
}

std::optional<Time> Entrapment::button_counts_from(const Scene& scene, const Parameters& parameters) const {
  if (button_held_ && *button_held_ >= later(scene.standing_since, scene.zone.since)) return button_held_;
  if (!pressing_.holds()) return std::nullopt;
  return *pressing_.since() + to_duration(parameters.button_hold_s);
}

std::optional<Entrapment::Finding> Entrapment::find_trapped(const Scene& scene, const OccupancyLedger& ledger,
                                                            const Parameters& parameters) const {
  if (outside_since(scene)) return find_outside(scene, ledger, parameters);
  if (behind_door(scene)) return find_behind_door(scene, ledger, parameters);
  return std::nullopt;
}

// DV-6
std::optional<Entrapment::Finding> Entrapment::find_outside(const Scene& scene, const OccupancyLedger& ledger,
                                                            const Parameters& parameters) const {
  const auto button = button_counts_from(scene, parameters);
  if (button && scene.now >= *button)
    return Finding{Cause::outside_button, later(scene.standing_since, scene.zone.since)};
  const auto since = stuck_since(scene, ledger);
  if (since && held(*since, parameters.trapped_s, scene.now)) return Finding{Cause::outside, *since};
  return std::nullopt;
}

// DV-7
std::optional<Entrapment::Finding> Entrapment::find_behind_door(const Scene& scene, const OccupancyLedger& ledger,
                                                                const Parameters& parameters) const {
  const auto found = [&](Cause cause, const std::optional<Time>& since, float seconds) {
    return since && held(*since, seconds, scene.now) ? std::optional(Finding{cause, *since}) : std::nullopt;
  };
  if (const auto finding = found(Cause::button_not_opened, unanswered_since(scene), parameters.button_door_s))
    return finding;
  if (const auto finding = found(Cause::not_opened, unopened_since(scene, ledger), parameters.door_not_opened_s))
    return finding;
  return found(Cause::parked, parked_since(scene, ledger), parameters.parked_s);
}

Entrapment::Episode& Entrapment::episode(Time now) {
  if (!episode_) episode_ = Episode{next_number_++, now, {}, {}, 0};
  ++revision_;
  return *episode_;
}

void Entrapment::report_stopped(const Scene& scene, const Parameters& parameters, EventList& events) {
  auto& mine = episode(scene.now);
  mine.stopped = scene.now;
  auto& event = events.add(EventKind::stopped_outside_zone, scene.now, 5);
  event.episode = mine.number;
  add_values(event, parameters, {ParameterId::stopped_s});
}

void Entrapment::report_trapped(const Finding& finding, const Scene& scene, const OccupancyLedger& ledger,
                                const Parameters& parameters, EventList& events) {
  auto& mine = episode(scene.now);
  mine.trapped = scene.now;
  const bool outside = finding.cause == Cause::outside || finding.cause == Cause::outside_button;
  auto& event = events.add(EventKind::trapped, scene.now, outside ? 6 : 7);
  event.episode = mine.number;
  add_evidence(event, finding, scene, ledger);
  switch (finding.cause) {
    case Cause::outside:
      add_values(event, parameters, {ParameterId::trapped_s});
      return;
    case Cause::outside_button:
      add_values(event, parameters, {ParameterId::button_hold_s});
      return;
    case Cause::not_opened:
      add_values(event, parameters, {ParameterId::door_not_opened_s});
      return;
    case Cause::button_not_opened:
      add_values(event, parameters, {ParameterId::button_hold_s, ParameterId::button_door_s});
      return;
    case Cause::parked:
      add_values(event, parameters, {ParameterId::parked_s});
      return;
  }
}

// DV-21
void Entrapment::add_evidence(Event& event, const Finding& finding, const Scene& scene,
                              const OccupancyLedger& ledger) const {
  const bool outside = finding.cause == Cause::outside || finding.cause == Cause::outside_button;
  if (outside) add_reason(event, ReasonKind::outside_zone, finding.since);
  if (scene.door.is_off()) add_reason(event, ReasonKind::door_closed, scene.door.since);
  if (!outside) add_reason(event, ReasonKind::door_not_opened, finding.since);
  if (ledger.state() == Occupancy::occupied) add_reason(event, ReasonKind::occupied, ledger.since());
  if (ledger.state() == Occupancy::unknown) add_reason(event, ReasonKind::occupancy_unknown, ledger.since());
  if (button_held_) add_reason(event, ReasonKind::button, *button_held_);
  if (scene.mains.is_off()) add_reason(event, ReasonKind::mains_lost, scene.mains.since);
}

// DV-10: by riding again. Hand winding is no ordinary ride.
void Entrapment::ride_ended(const RideEnd& ride, const Scene& scene, const Parameters& parameters, EventList& events) {
  ride_ended_ = ride.at;
  closed_here_ = false;
  if (button_held_ && !pressing_.holds()) button_held_.reset();
  ++revision_;
  if (!episode_ || !ride.ended_in_zone) return;
  const float half = 0.5F * ride.usual_speed_mps;
  if (ride.peak_speed_mps <= (half > kWinding ? half : kWinding)) return;
  if (!episode_->trapped) return end(EpisodeEnd::usual_ride, scene, parameters, events);
  if (ride.began_in_zone) ++episode_->rides;
  if (static_cast<float>(episode_->rides) >= parameters.ordinary_rides_count)
    end(EpisodeEnd::ordinary_rides, scene, parameters, events);
}

void Entrapment::close_by_order(const Scene& scene, const Parameters& parameters, EventList& events) {
  if (!episode_) return;
  end(EpisodeEnd::order, scene, parameters, events);
  closed_here_ = true;
  button_held_.reset();
}

void Entrapment::end(EpisodeEnd how, const Scene& scene, const Parameters& parameters, EventList& events) {
  auto& event = events.add(EventKind::recovered, scene.now, 10);
  event.episode = episode_->number;
  event.recovery = Recovery{scene.now - episode_->began, people_seen_leaving_, how};
  add_values(event, parameters, {ParameterId::recovered_open_s, ParameterId::ordinary_rides_count});
  episode_.reset();
  ++revision_;
}

void Entrapment::interrupted(Time now) {
  dwell_from_ = now;
  pressing_.reset();
  door_open_in_zone_.reset();
}

bool Entrapment::counting(const Scene& scene, const OccupancyLedger& ledger) const {
  if (episode_ && door_open_in_zone_.holds()) return true;
  if (!(episode_ && episode_->stopped) && stopped_since(scene)) return true;
  if (episode_ && episode_->trapped) return false;
  if (pressing_.holds() && !button_held_ && !scene.door.is_on()) return true;
  if (outside_since(scene)) return stuck_since(scene, ledger).has_value();
  return behind_door(scene) &&
         (unanswered_since(scene) || unopened_since(scene, ledger) || parked_since(scene, ledger));
}

void Entrapment::keep(Kept& kept, const Scene& scene) const {
  const auto age = [&](const std::optional<Time>& since) {
    return since ? std::optional<Duration>(scene.now - *since) : std::nullopt;
  };
  kept.next_episode = next_number_;
  if (episode_) {
    kept.episode = KeptEpisode{.number = episode_->number,
                               .age = scene.now - episode_->began,
                               .stopped_age = age(episode_->stopped),
                               .trapped_age = age(episode_->trapped),
                               .rides_since = episode_->rides};
  }
  kept.dwell.ride_ended_age = age(ride_ended_);
  kept.dwell.button_held_age = age(button_held_);
  kept.dwell.watched_age = age(dwell_from_);
  kept.dwell.closed_here = closed_here_;
}

void Entrapment::restore(const Kept& kept, Time now) {
  const auto time = [&](const std::optional<Duration>& age) {
    return age ? std::optional<Time>(now - *age) : std::nullopt;
  };
  next_number_ = kept.next_episode;
  episode_.reset();
  if (kept.episode) {
    episode_ = Episode{kept.episode->number, now - kept.episode->age, time(kept.episode->stopped_age),
                       time(kept.episode->trapped_age), kept.episode->rides_since};
  }
  ride_ended_ = time(kept.dwell.ride_ended_age);
  button_held_ = time(kept.dwell.button_held_age);
  dwell_from_ = time(kept.dwell.watched_age);
  closed_here_ = kept.dwell.closed_here;
  // Where it stands now, the ride has ended unseen; where it goes on, its own end will count.
  if (kept.position.was_going) ride_ended_ = now;
  const auto& door = kept.of(Switch::door);
  const auto& zone = kept.of(Switch::zone);
  const auto& button = kept.of(Switch::button);
  if (button.known && button.on) pressing_.begin(now - button.age);
  if (door.known && door.on && (!zone.known || zone.on))
    door_open_in_zone_.begin(now - (zone.known && zone.age < door.age ? zone.age : door.age));
}

}  // namespace liftguard::engine
