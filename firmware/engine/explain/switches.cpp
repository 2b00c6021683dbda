#include "firmware/engine/switches/switch_rules.hpp"

#include "firmware/engine/explain/explanation.hpp"
#include "firmware/engine/units.hpp"

namespace liftguard::engine {

void SwitchRules::explain(const Scene& scene, const Parameters& parameters, Explanation& out) const {
  out.add(8, "报警按钮", "Alarm button", EventKind::alarm_button)
      .needs("按钮按下", "button pressed", scene.button.is_on())
      .lasts(pressed_.since(), to_duration(parameters.button_press_s), press_reported_.fired());
  out.add(9, inspection_on_ ? "检修将关" : "检修将开", inspection_on_ ? "Inspection goes off" : "Inspection goes on",
          inspection_on_ ? EventKind::inspection_off : EventKind::inspection_on)
      .needs("开关已变", "switch has changed", inspection_changed_.holds())
      .lasts(inspection_changed_.since(), kBounce, false);
  out.add(17, "停电", "Mains lost", EventKind::mains_lost)
      .needs("主电源断", "mains off", scene.mains.is_off())
      .lasts(mains_off_.since(), to_duration(parameters.mains_s), mains_lost_);
  out.add(17, "恢复供电", "Mains restored", EventKind::mains_restored)
      .needs("停电已报", "their loss was reported", mains_lost_)
      .needs("主电源有", "mains on", scene.mains.is_on())
      .lasts(mains_lost_ ? mains_on_.since() : std::nullopt, to_duration(parameters.mains_s), false);
}

}  // namespace liftguard::engine
