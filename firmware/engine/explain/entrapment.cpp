#include "firmware/engine/entrapment/entrapment.hpp"

#include "firmware/engine/explain/explanation.hpp"
#include "firmware/engine/units.hpp"

namespace liftguard::engine {

void Entrapment::explain(const Scene& scene, const OccupancyLedger& ledger, const Parameters& parameters,
                         Explanation& out) const {
  explain_outside(scene, ledger, parameters, out);
  explain_behind_door(scene, ledger, parameters, out);
  explain_recovery(scene, parameters, out);
}

// DV-5, DV-6
void Entrapment::explain_outside(const Scene& scene, const OccupancyLedger& ledger, const Parameters& parameters,
                                 Explanation& out) const {
  const auto may = inference(scene);
  const auto begin = [&](RuleView& view) -> RuleView& {
    return view.needs("在门区外", "outside every zone", scene.outside_zone())
        .needs("停止（或无法得知）", "at rest (or motion unknown)", scene.standing || !scene.motion_known);
  };
  const auto infer = [&](RuleView& view) -> RuleView& {
    return begin(view)
        .needs("非检修", "not in inspection", may.in_service)
        .needs("无起动迹象", "no departure is felt", may.staying)
        .needs("此处未被令结束", "not closed here by order", may.unclosed);
  };
  infer(out.add(5, "门区外停梯", "Stopped outside the zone", EventKind::stopped_outside_zone))
      .lasts(stopped_since(scene), to_duration(parameters.stopped_s), episode_ && episode_->stopped);
  infer(out.add(6, "门区外困人", "Trapped outside the zone", EventKind::trapped))
      .needs("算作有人", "counts as occupied", ledger.counts_as_occupied())
      .lasts(stuck_since(scene, ledger), to_duration(parameters.trapped_s), episode_ && episode_->trapped);
  const auto button = button_counts_from(scene, parameters);
  begin(out.add(6, "门区外按钮求救", "Trapped outside the zone, button", EventKind::trapped))
      .needs("按钮正按或在此按过", "button pressed, or held here", button.has_value())
      .lasts(outside_since(scene) ? button : std::nullopt, Duration::zero(), episode_ && episode_->trapped);
}

// DV-7
void Entrapment::explain_behind_door(const Scene& scene, const OccupancyLedger& ledger, const Parameters& parameters,
                                     Explanation& out) const {
  const auto may = inference(scene);
  const bool here = behind_door(scene), reported = episode_ && episode_->trapped;
  const auto begin = [&](std::string_view zh, std::string_view en) -> RuleView& {
    return out.add(7, zh, en, EventKind::trapped)
        .needs("停在门区（或门区不明）", "at rest in a zone (or unknown)", here);
  };
  const auto infer = [&](RuleView& view) -> RuleView& {
    return view.needs("非检修", "not in inspection", may.in_service)
        .needs("无起动迹象", "no departure is felt", may.staying)
        .needs("此处未被令结束", "not closed here by order", may.unclosed);
  };
  const auto if_here = [&](const std::optional<Time>& since) { return here ? since : std::nullopt; };
  infer(begin("到站不开门", "Door not opened after a ride"))
      .needs("运行在此结束", "a ride ended here, door shut since", ride_ended_.has_value())
      .needs("门关", "door shut", scene.door.is_off())
      .needs("算作有人", "counts as occupied", ledger.counts_as_occupied())
      .lasts(if_here(unopened_since(scene, ledger)), to_duration(parameters.door_not_opened_s), reported);
  begin("按钮后不开门", "Door not opened after the button")
      .needs("按钮曾按够久", "button held long enough", button_held_.has_value())
      .needs("门未开", "door not open", !scene.door.is_on())
      .lasts(if_here(unanswered_since(scene)), to_duration(parameters.button_door_s), reported);
  infer(begin("停站关门久留", "Parked behind a shut door"))
      .needs("门关", "door shut", scene.door.is_off())
      .needs("确知有人", "somebody known inside", ledger.state() == Occupancy::occupied)
      .needs("运动可知", "motion known", scene.motion_known)
      .lasts(if_here(parked_since(scene, ledger)), to_duration(parameters.parked_s), reported);
}

// DV-10
void Entrapment::explain_recovery(const Scene& scene, const Parameters& parameters, Explanation& out) const {
  out.add(10, "门区内开门即恢复", "Recovered: door open in a zone", EventKind::recovered)
      .needs("事件进行中", "an episode is open", episode_.has_value())
      .needs("门开", "door open", scene.door.is_on())
      .needs("在门区（或不明）", "in a zone (or unknown)", scene.maybe_in_zone())
      .lasts(episode_ ? door_open_in_zone_.since() : std::nullopt, to_duration(parameters.recovered_open_s), false);
  const float rides = episode_ ? static_cast<float>(episode_->rides) : 0.0F;
  auto& by_rides = out.add(10, "正常运行即恢复", "Recovered: ordinary rides", EventKind::recovered);
  by_rides.needs("事件进行中", "an episode is open", episode_.has_value())
      .needs("其后正常运行次数", "ordinary rides since", rides >= parameters.ordinary_rides_count, rides,
             parameters.ordinary_rides_count);
  by_rides.holds = episode_ && rides >= parameters.ordinary_rides_count;
}

}  // namespace liftguard::engine
