#include "firmware/engine/speed/speed_rules.hpp"

#include "firmware/engine/units.hpp"

namespace liftguard::engine {
namespace {

constexpr float kDeviations = 3.0F, kDeviationsOutside = 1.0F;
constexpr float kGrowths = 3.0F;  // deviations
constexpr float kShare = 0.93F;   // air density is known to a few per cent

}  // namespace

void SpeedRules::update(const Scene& scene, const Locator& locator, const Parameters& parameters, EventList& events) {
  watch_speed(scene, parameters, events);
  watch_ends(scene, locator, parameters, events);
}

// The integral may have gone astray (jumping passengers, vibration that a slow sampling folds down to nothing):
// pressure must bear it out, unless the car is just running away, where pressure is late.
SpeedRules::TooFast SpeedRules::too_fast(const Scene& scene, const Parameters& parameters) const {
  const float limit = parameters.overspeed_ratio * rated_mps_;
  bool borne_out = !scene.shaken && (!scene.pressure_speed_mps || scene.gaining_speed);
  if (scene.pressure_speed_mps)
    borne_out = borne_out || *scene.pressure_speed_mps > (scene.shaken ? 1.0F : kShare) * limit;
  return {limit, scene.speed_mps > limit, certainly_above(limit, scene), borne_out};
}

// A car that gains no speed is no faster than it was: what the integral has drifted since then is no speed. The limit
// must be passed by three times what the deviation has grown by: v - limit > 3 (sd - sd then), without roots
// v - limit > 3 (var - var then) / (sd + sd then), where sd + sd then >= sqrt(var + var then).
bool SpeedRules::certainly_above(float limit_mps, const Scene& scene) const {
  const float above = scene.speed_mps - limit_mps, grown = scene.speed_variance - gained_variance_;
  if (above <= 0) return false;
  return grown <= 0 || squared(above) * (scene.speed_variance + gained_variance_) > squared(kGrowths * grown);
}

void SpeedRules::watch_speed(const Scene& scene, const Parameters& parameters, EventList& events) {
  if (scene.gaining_speed || scene.standing) gained_variance_ = scene.speed_variance;
  too_fast_.update(too_fast(scene, parameters).holds(), scene.now);
  if (scene.standing) overspeed_reported_.rearm();
  if (!overspeed_reported_.fire(too_fast_.held(scene.now, to_duration(parameters.overspeed_s)))) return;
  add_values(events.add(EventKind::overspeed, scene.now, 13), parameters,
             {ParameterId::overspeed_ratio, ParameterId::overspeed_s});
}

// A zone switch that is on says that the car is at its floor, whatever the height; one that is off rules that floor
// out, so that a height which is off by a deviation or so cannot put the car on the wrong side of it.
SpeedRules::Beyond SpeedRules::beyond(const Scene& scene, const Locator& locator, const Parameters& parameters) {
  const auto over = locator.beyond_ends();
  const float metres = over ? over->metres : 0.0F;
  const float deviations = scene.outside_zone() ? kDeviationsOutside : kDeviations;
  return {.position_known = over.has_value(),
          .standing = scene.standing,
          .not_in_zone = !scene.zone.is_on(),
          .in_service = !scene.inspecting(),
          .metres = metres,
          .far = magnitude(metres) > parameters.overtravel_m,
          .certain = squared(metres) > squared(deviations) * (over ? over->variance : 0.0F)};
}

void SpeedRules::watch_ends(const Scene& scene, const Locator& locator, const Parameters& parameters,
                            EventList& events) {
  const auto over = beyond(scene, locator, parameters);
  beyond_.update(over.holds(), scene.now);
  if (!scene.standing || scene.zone.is_on()) overtravel_reported_.rearm();
  if (!overtravel_reported_.fire(beyond_.held(scene.now, kSettled))) return;
  auto& event = events.add(over.metres > 0 ? EventKind::overtravel_top : EventKind::overtravel_bottom, scene.now, 15);
  add_values(event, parameters, {ParameterId::overtravel_m});
}

void SpeedRules::restore(const Kept& kept) {
  if (kept.has(Reported::overtravel)) overtravel_reported_.assume_fired();
}

}  // namespace liftguard::engine
