// Rules that look at one switch alone: alarm button (DV-8), mains (DV-17), inspection (DV-9).
#pragma once

#include "firmware/engine/dwell.hpp"
#include "firmware/engine/event_list.hpp"
#include "firmware/engine/kept.hpp"
#include "firmware/engine/parameters.hpp"
#include "firmware/engine/scene.hpp"

namespace liftguard::engine {

class Explanation;

class SwitchRules {
 public:
  // True when the alarm button was reported: somebody is in the car.
  bool update(const Scene& scene, const Parameters& parameters, EventList& events);

  [[nodiscard]] ReportedBits reported() const;
  void keep(Kept& kept) const { kept.add(reported()); }
  void restore(const Kept& kept);

  void explain(const Scene& scene, const Parameters& parameters, Explanation& out) const;

 private:
  static constexpr Duration kBounce{100'000};  // contacts settle within some ten milliseconds

  bool press(const Scene& scene, const Parameters& parameters, EventList& events);
  void follow_mains(const Scene& scene, const Parameters& parameters, EventList& events);
  void follow_inspection(const Scene& scene, EventList& events);

  Dwell pressed_, released_, mains_off_, mains_on_, inspection_changed_;
  Once press_reported_;
  bool mains_lost_ = false, inspection_on_ = false;
};

}  // namespace liftguard::engine
