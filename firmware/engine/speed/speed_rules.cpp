#include "firmware/engine/speed/speed_rules.hpp"

#include "firmware/engine/units.hpp"

namespace liftguard::engine {
namespace {

constexpr float kDenied = 0.8F;          // air density is known to 5 %, and a runaway still gains speed
constexpr Duration kSettled{2'000'000};  // a car that relevels is not over its end

}  // namespace

void SpeedRules::update(const Scene& scene, const Locator& locator, const Parameters& parameters, EventList& events) {
  watch_speed(scene, parameters, events);
  watch_ends(scene, locator, parameters, events);
}

void SpeedRules::watch_speed(const Scene& scene, const Parameters& parameters, EventList& events) {
  if (rated_mps_ <= 0) return;
  // Jumping passengers shake the accelerometer's integral, not the air: pressure must not plainly deny it.
  const bool denied = scene.pressure_speed_mps && *scene.pressure_speed_mps < kDenied * scene.speed_mps;
  too_fast_.update(scene.speed_mps > parameters.overspeed_ratio * rated_mps_ && !denied, scene.now);
  if (scene.standing) overspeed_reported_.rearm();
  if (!overspeed_reported_.fire(too_fast_.held(scene.now, to_duration(parameters.overspeed_s)))) return;
  add_values(events.add(EventKind::overspeed, scene.now, 13), parameters,
             {ParameterId::overspeed_ratio, ParameterId::overspeed_s});
}

// A zone switch that is on says that the car is at its floor, whatever the height.
void SpeedRules::watch_ends(const Scene& scene, const Locator& locator, const Parameters& parameters,
                            EventList& events) {
  const auto ends = locator.ends();
  const auto height = locator.height(0);
  const bool judged = ends && height && scene.standing && !scene.zone.is_on() && !scene.inspecting();
  float excess = 0;  // beyond the allowed, negative below the lowest
  if (judged && *height > ends->highest + parameters.overtravel_m)
    excess = *height - ends->highest - parameters.overtravel_m;
  if (judged && *height < ends->lowest - parameters.overtravel_m)
    excess = *height - ends->lowest + parameters.overtravel_m;
  beyond_.update(squared(excess) > 4.0F * locator.variance() && excess != 0, scene.now);
  if (!scene.standing || scene.zone.is_on()) overtravel_reported_.rearm();
  if (!overtravel_reported_.fire(beyond_.held(scene.now, kSettled))) return;
  auto& event = events.add(excess > 0 ? EventKind::overtravel_top : EventKind::overtravel_bottom, scene.now, 15);
  add_values(event, parameters, {ParameterId::overtravel_m});
}

void SpeedRules::restore(const Kept& kept) {
  if (kept.has(Reported::overtravel)) overtravel_reported_.assume_fired();
}

}  // namespace liftguard::engine
