// Too fast (DV-13) and too far (DV-15).
#pragma once

#include "firmware/engine/dwell.hpp"
#include "firmware/engine/event_list.hpp"
#include "firmware/engine/floors/locator.hpp"
#include "firmware/engine/kept.hpp"
#include "firmware/engine/parameters.hpp"
#include "firmware/engine/scene.hpp"

namespace liftguard::engine {

class Explanation;

class SpeedRules {
 public:
  explicit SpeedRules(float rated_speed_mps) : rated_mps_(rated_speed_mps) {}
  // Worth a second opinion.
  [[nodiscard]] bool suspects(float speed_mps) const { return rated_mps_ > 0 && speed_mps > rated_mps_; }
  void update(const Scene& scene, const Locator& locator, const Parameters& parameters, EventList& events);
  [[nodiscard]] ReportedBits reported() const {
    return reported_bit(Reported::overtravel, overtravel_reported_.fired());
  }
  void keep(Kept& kept) const { kept.add(reported()); }
  void restore(const Kept& kept);

  void explain(const Scene& scene, const Locator& locator, const Parameters& parameters, Explanation& out) const;

 private:
  static constexpr Duration kSettled{2'000'000};  // a car that relevels is not over its end

  struct TooFast {
    float limit_mps;  // 0: rated speed is not known
    bool above, certain, borne_out;
    [[nodiscard]] bool holds() const { return limit_mps > 0 && above && certain && borne_out; }
  };
  [[nodiscard]] TooFast too_fast(const Scene& scene, const Parameters& parameters) const;
  struct Beyond {
    bool position_known, standing, not_in_zone, in_service;
    float metres;  // above the highest floor; negative: below the lowest
    bool far, certain;
    [[nodiscard]] bool holds() const {
      return position_known && standing && not_in_zone && in_service && far && certain;
    }
  };
  [[nodiscard]] static Beyond beyond(const Scene& scene, const Locator& locator, const Parameters& parameters);
  void watch_speed(const Scene& scene, const Parameters& parameters, EventList& events);
  [[nodiscard]] bool certainly_above(float limit_mps, const Scene& scene) const;
  void watch_ends(const Scene& scene, const Locator& locator, const Parameters& parameters, EventList& events);

  float rated_mps_;
  float gained_variance_ = 0;  // (m/s)², of the speed when the car last gained some
  Dwell too_fast_, beyond_;
  Once overspeed_reported_, overtravel_reported_;
};

}  // namespace liftguard::engine
