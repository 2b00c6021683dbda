#include "firmware/engine/explain/explanation.hpp"
#include "firmware/engine/occupancy/ledger.hpp"
#include "firmware/engine/units.hpp"

namespace liftguard::engine {

void OccupancyLedger::explain(const Scene& scene, const Parameters& parameters, Explanation& out) const {
  auto& inside = out.add(4, "算作有人", "Counts as occupied");
  inside.one_of("确知有人", "somebody known inside", state_ == Occupancy::occupied)
      .one_of("不明且其后运行过", "in doubt, and a ride followed",
              state_ == Occupancy::unknown && has_sensor_ && ride_followed_)
      .one_of("无人体传感器", "no presence sensor", state_ == Occupancy::unknown && !has_sensor_);
  inside.holds = counts_as_occupied();
  inside.since = since_;

  const bool enough = seen(scene.now) >= to_duration(parameters.presence_on_s);
  const bool occupied = state_ == Occupancy::occupied;
  auto& becoming = out.add(4, "感应够久即有人", "Presence makes it occupied");
  becoming.needs("正感应到人", "presence on", present_since_.has_value());
  becoming.lasts(present_since_, Duration::zero(), occupied || enough);
  if (becoming.due) {
    const auto lacking = to_duration(parameters.presence_on_s) - sum_;
    const auto flicker = to_duration(parameters.presence_flicker_s);
    becoming.due = *present_since_ + (lacking > flicker ? lacking : flicker);
  }

  auto& emptying = out.add(4, "此刻关门则清空", "A door that shut now would empty it");
  const bool could = could_leave(scene, parameters), nobody = absent(scene, parameters);
  emptying.needs("有人体传感器", "presence sensor there", has_sensor_ && scene.presence.known)
      .needs("门开", "door open", door_open_)
      .needs("在门区开门够久 s", "open in a zone long enough, s", could, to_seconds(scene.now - opened_),
             parameters.exit_open_s)
      .needs("关门前无人感应 s", "nobody seen before, s", nobody,
             last_present_ ? to_seconds(scene.now - *last_present_) : to_seconds(scene.now - opened_),
             parameters.exit_absent_s);
  emptying.holds = has_sensor_ && scene.presence.known && door_open_ && could && nobody;
}

}  // namespace liftguard::engine
