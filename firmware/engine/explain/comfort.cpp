#include "firmware/engine/comfort/rough_rides.hpp"
#include "firmware/engine/explain/explanation.hpp"

namespace liftguard::engine {

void RoughRides::explain(const Parameters& parameters, Explanation& out) const {
  auto& view = out.add(16, "运行抖动", "Rough ride", EventKind::rough_ride);
  view.needs("近十次运行中的抖动次数", "rough ones of the last ten rides", often(parameters), rough_of_ten(),
             parameters.rough_rides_count);
  view.holds = often(parameters);
  view.reported = reported_.fired();
}

}  // namespace liftguard::engine
