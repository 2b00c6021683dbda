#include "firmware/engine/doors/door_rules.hpp"
#include "firmware/engine/explain/explanation.hpp"
#include "firmware/engine/units.hpp"

namespace liftguard::engine {

void DoorRules::explain(const Scene& scene, const Parameters& parameters, Explanation& out) const {
  const auto outside = amiss(scene, parameters);
  out.add(14, "非门区开门", "Door open outside the zone", EventKind::door_open_outside_zone)
      .needs("门开", "door open", outside.open)
      .needs("非检修", "not in inspection", outside.in_service)
      .one_of("在门区外", "outside every zone", outside.outside_zone)
      .one_of("速度 m/s", "speed, m/s", outside.moving, scene.speed_mps, parameters.door_moving_mps)
      .lasts(outside_.since(), to_duration(parameters.door_outside_s), reported_outside_.fired());
  out.add(14, "开门超时", "Door open too long", EventKind::door_open_too_long)
      .needs("门开", "door open", scene.door.is_on())
      .needs("非检修", "not in inspection", !scene.inspecting())
      .lasts(open_long_.since(), to_duration(parameters.door_long_s), reported_long_.fired());

  const auto took = openings_took(parameters);
  const bool quick = took && *took <= to_duration(parameters.openings_window_s);
  auto& cannot = out.add(14, "关门故障", "Door cannot close", EventKind::door_cannot_close);
  cannot
      .needs("无运行间开门次数", "openings without a ride", took.has_value(), static_cast<float>(opening_count_),
             parameters.openings_count)
      .needs("均在时限内", "all within the window", quick);
  cannot.holds = quick;
  cannot.reported = reported_cannot_close_.fired();
}

}  // namespace liftguard::engine
