// Too fast (DV-13) and too far (DV-15).
#pragma once

#include "firmware/engine/dwell.hpp"
#include "firmware/engine/event_list.hpp"
#include "firmware/engine/floors/locator.hpp"
#include "firmware/engine/kept.hpp"
#include "firmware/engine/parameters.hpp"
#include "firmware/engine/scene.hpp"

namespace liftguard::engine {

class SpeedRules {
 public:
  explicit SpeedRules(float rated_speed_mps) : rated_mps_(rated_speed_mps) {}
  // Worth a second opinion.
  [[nodiscard]] bool suspects(float speed_mps) const { return rated_mps_ > 0 && speed_mps > rated_mps_; }
  void update(const Scene& scene, const Locator& locator, const Parameters& parameters, EventList& events);
  void keep(Kept& kept) const { kept.set(Reported::overtravel, overtravel_reported_.fired()); }
  void restore(const Kept& kept);

 private:
  void watch_speed(const Scene& scene, const Parameters& parameters, EventList& events);
  void watch_ends(const Scene& scene, const Locator& locator, const Parameters& parameters, EventList& events);

  float rated_mps_;
  Dwell too_fast_, beyond_;
  Once overspeed_reported_, overtravel_reported_;
};

}  // namespace liftguard::engine
