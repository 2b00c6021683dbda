#include "firmware/engine/speed/speed_rules.hpp"

#include "firmware/engine/explain/explanation.hpp"
#include "firmware/engine/units.hpp"

namespace liftguard::engine {

void SpeedRules::explain(const Scene& scene, const Locator& locator, const Parameters& parameters,
                         Explanation& out) const {
  const auto fast = too_fast(scene, parameters);
  out.add(13, "超速", "Overspeed", EventKind::overspeed)
      .needs("额定速度已知", "rated speed known", fast.limit_mps > 0)
      .needs("速度 m/s", "speed, m/s", fast.above, scene.speed_mps, fast.limit_mps)
      .needs("超过漂移所及", "by more than the drift since it gained speed", fast.certain)
      .needs("气压佐证", "borne out by pressure", fast.borne_out)
      .lasts(too_fast_.since(), to_duration(parameters.overspeed_s), overspeed_reported_.fired());

  const auto over = beyond(scene, locator, parameters);
  const bool below = over.metres < 0;
  out.add(15, below ? "蹲底" : "冲顶", below ? "Over-travel at the bottom" : "Over-travel at the top",
          below ? EventKind::overtravel_bottom : EventKind::overtravel_top)
      .needs("楼层位置已知", "position among the floors known", over.position_known)
      .needs("停止", "at rest", over.standing)
      .needs("不在门区", "not in a zone", over.not_in_zone)
      .needs("非检修", "not in inspection", over.in_service)
      .needs("越程 m", "beyond the last floor, m", over.far, magnitude(over.metres), parameters.overtravel_m)
      .needs("高度足够准", "height certain enough", over.certain)
      .lasts(beyond_.since(), kSettled, overtravel_reported_.fired());
}

}  // namespace liftguard::engine
