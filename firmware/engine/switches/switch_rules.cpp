#include "firmware/engine/switches/switch_rules.hpp"

#include "firmware/engine/units.hpp"

namespace liftguard::engine {

bool SwitchRules::update(const Scene& scene, const Parameters& parameters, EventList& events) {
  follow_inspection(scene, events);
  follow_mains(scene, parameters, events);
  return press(scene, parameters, events);
}

// DV-8: once a press, in every mode.
bool SwitchRules::press(const Scene& scene, const Parameters& parameters, EventList& events) {
  pressed_.update(scene.button.is_on(), scene.now);
  released_.update(scene.button.is_off(), scene.now);
  if (released_.held(scene.now, kBounce)) press_reported_.rearm();
  if (!press_reported_.fire(pressed_.held(scene.now, to_duration(parameters.button_press_s)))) return false;
  add_values(events.add(EventKind::alarm_button, scene.now, 8), parameters, {ParameterId::button_press_s});
  return true;
}

// DV-17
void SwitchRules::follow_mains(const Scene& scene, const Parameters& parameters, EventList& events) {
  mains_off_.update(scene.mains.is_off(), scene.now);
  mains_on_.update(scene.mains.is_on(), scene.now);
  const auto dwell = to_duration(parameters.mains_s);
  const bool lost = !mains_lost_ && mains_off_.held(scene.now, dwell);
  const bool restored = mains_lost_ && mains_on_.held(scene.now, dwell);
  if (!lost && !restored) return;
  mains_lost_ = lost;
  auto& event = events.add(lost ? EventKind::mains_lost : EventKind::mains_restored, scene.now, 17);
  add_values(event, parameters, {ParameterId::mains_s});
}

// DV-9
void SwitchRules::follow_inspection(const Scene& scene, EventList& events) {
  inspection_changed_.update(scene.inspection.known && scene.inspection.on != inspection_on_, scene.now);
  if (!inspection_changed_.held(scene.now, kBounce)) return;
  inspection_on_ = scene.inspection.on;
  inspection_changed_.reset();
  events.add(inspection_on_ ? EventKind::inspection_on : EventKind::inspection_off, scene.now, 9);
}

ReportedBits SwitchRules::reported() const {
  return static_cast<ReportedBits>(reported_bit(Reported::mains_lost, mains_lost_) |
                                   reported_bit(Reported::inspection_on, inspection_on_) |
                                   reported_bit(Reported::button, press_reported_.fired()));
}

void SwitchRules::restore(const Kept& kept) {
  mains_lost_ = kept.has(Reported::mains_lost);
  inspection_on_ = kept.has(Reported::inspection_on);
  if (kept.has(Reported::button)) press_reported_.assume_fired();
}

}  // namespace liftguard::engine
