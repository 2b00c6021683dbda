#include "firmware/engine/shocks/shocks.hpp"

#include "firmware/engine/explain/explanation.hpp"
#include "firmware/engine/units.hpp"

namespace liftguard::engine {

// The shocks count whatever the door does; with the door open they are passed over.
void Shocks::explain(const Scene& scene, const Parameters& parameters, Explanation& out) const {
  const auto from = horseplay_from(parameters);
  const bool fresh = from && scene.now - shocks_[count_ - 1] <= to_duration(parameters.shock_window_s);
  const bool shut = !scene.door.is_on();
  auto& view = out.add(12, "蹦跳打闹", "Horseplay", EventKind::horseplay);
  view.needs("时限内的冲击次数", "shocks within the window", fresh, static_cast<float>(count_), parameters.shocks_count)
      .needs("门关", "door shut", shut);
  const bool holds = fresh && shut;
  view.lasts(holds ? from : std::nullopt, Duration::zero(), said_);
}

}  // namespace liftguard::engine
