#include "firmware/engine/doors/door_rules.hpp"

#include "firmware/engine/units.hpp"

namespace liftguard::engine {
namespace {

constexpr Duration kBounce{300'000};  // a contact that bounces is no opening

}  // namespace

void DoorRules::update(const Scene& scene, const Parameters& parameters, EventList& events) {
  const bool open = scene.door.is_on();
  open_.update(open, scene.now);
  if (!open) {
    reported_outside_.rearm();
    reported_long_.rearm();
    opening_counted_ = false;
  }
  outside_.update(amiss(scene, parameters).holds(), scene.now);
  if (reported_outside_.fire(outside_.held(scene.now, to_duration(parameters.door_outside_s)))) {
    auto& event = events.add(EventKind::door_open_outside_zone, scene.now, 14);
    add_values(event, parameters, {ParameterId::door_outside_s, ParameterId::door_moving_mps});
  }
  open_long_.update(open && !scene.inspecting(), scene.now);  // DV-9: inspection makes the dwell start anew
  if (reported_long_.fire(open_long_.held(scene.now, to_duration(parameters.door_long_s))))
    add_values(events.add(EventKind::door_open_too_long, scene.now, 14), parameters, {ParameterId::door_long_s});
  if (open && !opening_counted_ && open_.held(scene.now, kBounce)) count_opening(scene, parameters, events);
}

void DoorRules::count_opening(const Scene& scene, const Parameters& parameters, EventList& events) {
  opening_counted_ = true;
  openings_[opening_count_++ % kMostOpenings] = scene.now;
  const auto took = openings_took(parameters);
  if (!took) return;
  const bool due = *took <= to_duration(parameters.openings_window_s);
  if (!due) reported_cannot_close_.rearm();
  if (scene.inspecting() || !reported_cannot_close_.fire(due)) return;
  add_values(events.add(EventKind::door_cannot_close, scene.now, 14), parameters,
             {ParameterId::openings_count, ParameterId::openings_window_s});
}

std::optional<Duration> DoorRules::openings_took(const Parameters& parameters) const {
  const auto wanted = static_cast<std::size_t>(parameters.openings_count);
  if (opening_count_ < wanted) return std::nullopt;
  return openings_[(opening_count_ - 1) % kMostOpenings] - openings_[(opening_count_ - wanted) % kMostOpenings];
}

// The door may have opened before the end of the ride was sure: that opening counts.
void DoorRules::ride_began() {
  const bool open_here = opening_counted_ && opening_count_ > 0;
  if (open_here) openings_[0] = openings_[(opening_count_ - 1) % kMostOpenings];
  opening_count_ = open_here ? 1 : 0;
  reported_cannot_close_.rearm();
}

void DoorRules::keep(Kept& kept, Time now) const {
  static_assert(kMostOpenings == std::tuple_size_v<decltype(Kept::openings)>);
  const auto known = opening_count_ < kMostOpenings ? opening_count_ : kMostOpenings;
  kept.opening_count = static_cast<std::uint8_t>(known);
  for (std::size_t i = 0; i < known; ++i)
    kept.openings[i] = now - openings_[(opening_count_ - known + i) % kMostOpenings];
  kept.add(reported());
}

ReportedBits DoorRules::reported() const {
  return static_cast<ReportedBits>(reported_bit(Reported::door_open_outside, reported_outside_.fired()) |
                                   reported_bit(Reported::door_open_long, reported_long_.fired()) |
                                   reported_bit(Reported::door_cannot_close, reported_cannot_close_.fired()));
}

void DoorRules::restore(const Kept& kept, Time now) {
  const auto& door = kept.of(Switch::door);
  if (door.known && door.on) {
    open_.begin(now - door.age);
    opening_counted_ = true;
    if (!kept.of(Switch::inspection).on) open_long_.begin(now - door.age);
  }
  if (kept.has(Reported::door_open_outside)) reported_outside_.assume_fired();
  if (kept.has(Reported::door_open_long)) reported_long_.assume_fired();
  if (kept.has(Reported::door_cannot_close)) reported_cannot_close_.assume_fired();
}

void DoorRules::resume(const Kept& kept, Time now) {
  opening_count_ = kept.opening_count;
  for (std::size_t i = 0; i < opening_count_; ++i) openings_[i] = now - kept.openings[i];
}

}  // namespace liftguard::engine
