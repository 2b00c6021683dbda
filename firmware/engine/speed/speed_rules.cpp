#include "firmware/engine/speed/speed_rules.hpp"

#include "firmware/engine/units.hpp"

namespace liftguard::engine {
namespace {

constexpr float kDeviations = 3.0F, kDeviationsOutside = 1.0F;
constexpr float kShare = 0.93F;          // air density is known to a few per cent
constexpr Duration kSettled{2'000'000};  // a car that relevels is not over its end

}  // namespace

void SpeedRules::update(const Scene& scene, const Locator& locator, const Parameters& parameters, EventList& events) {
  watch_speed(scene, parameters, events);
  watch_ends(scene, locator, parameters, events);
}

void SpeedRules::watch_speed(const Scene& scene, const Parameters& parameters, EventList& events) {
  if (rated_mps_ <= 0) return;
  // The integral may have gone astray (jumping passengers, vibration that a slow sampling folds down to nothing):
  // pressure must bear it out, unless the car is just running away, where pressure is late.
  const float limit = parameters.overspeed_ratio * rated_mps_;
  bool borne_out = !scene.shaken && (!scene.pressure_speed_mps || scene.gaining_speed);
  if (scene.pressure_speed_mps)
    borne_out = borne_out || *scene.pressure_speed_mps > (scene.shaken ? 1.0F : kShare) * limit;
  too_fast_.update(scene.speed_mps > limit && borne_out, scene.now);
  if (scene.standing) overspeed_reported_.rearm();
  if (!overspeed_reported_.fire(too_fast_.held(scene.now, to_duration(parameters.overspeed_s)))) return;
  add_values(events.add(EventKind::overspeed, scene.now, 13), parameters,
             {ParameterId::overspeed_ratio, ParameterId::overspeed_s});
}

// A zone switch that is on says that the car is at its floor, whatever the height; one that is off rules that floor
// out, so that a height which is off by a deviation or so cannot put the car on the wrong side of it.
void SpeedRules::watch_ends(const Scene& scene, const Locator& locator, const Parameters& parameters,
                            EventList& events) {
  const auto ends = locator.ends();
  const auto height = locator.height(0);
  float beyond = 0;  // negative: below the lowest
  if (ends && height && scene.standing && !scene.zone.is_on() && !scene.inspecting()) {
    if (*height > ends->highest) beyond = *height - ends->highest;
    if (*height < ends->lowest) beyond = *height - ends->lowest;
  }
  const float deviations = scene.outside_zone() ? kDeviationsOutside : kDeviations;
  beyond_.update(
      magnitude(beyond) > parameters.overtravel_m && squared(beyond) > squared(deviations) * locator.variance(),
      scene.now);
  if (!scene.standing || scene.zone.is_on()) overtravel_reported_.rearm();
  if (!overtravel_reported_.fire(beyond_.held(scene.now, kSettled))) return;
  auto& event = events.add(beyond > 0 ? EventKind::overtravel_top : EventKind::overtravel_bottom, scene.now, 15);
  add_values(event, parameters, {ParameterId::overtravel_m});
}

void SpeedRules::restore(const Kept& kept) {
  if (kept.has(Reported::overtravel)) overtravel_reported_.assume_fired();
}

}  // namespace liftguard::engine
