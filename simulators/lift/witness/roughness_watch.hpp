// DV-16: rides that shake those inside.
#pragma once

#include <cstddef>
#include <deque>

#include "simulators/lift/witness/expectations.hpp"
#include "simulators/lift/witness/ride_watch.hpp"
#include "simulators/lift/witness/scene.hpp"

namespace liftguard::lift {

class RoughnessWatch {
 public:
  void watch(const Scene& scene, const std::optional<EndedRide>& ride, Expectations& expectations);

 private:
  std::deque<bool> rough_;  // the last ten rides
  bool told_ = false;
};

}  // namespace liftguard::lift
