// DV-12, DV-13, DV-15 and DV-18 on the true state of the world: what the car and those in it do.
#pragma once

#include <cstddef>

#include "simulators/lift/witness/expectations.hpp"
#include "simulators/lift/witness/scene.hpp"

namespace liftguard::lift {

class CarWatch {
 public:
  explicit CarWatch(const Setting& setting) : setting_(setting) {}

  void watch(const Scene& scene, const std::vector<double>& jump_times_s, Expectations& expectations);

 private:
  void watch_jumps(const Scene& scene, const std::vector<double>& jump_times_s, Expectations& expectations);
  void watch_speed(const Scene& scene, Expectations& expectations);
  void watch_travel(const Scene& scene, Expectations& expectations);
  void watch_heat(const Scene& scene, Expectations& expectations);

  const Setting& setting_;
  std::size_t jumps_seen_ = 0;
  double last_horseplay_s_ = -1e9;
  Held fast_;
  bool fast_told_ = false;
  Held beyond_;
  bool beyond_told_ = false;
  Held hot_;
  bool hot_told_ = false;
};

}  // namespace liftguard::lift
