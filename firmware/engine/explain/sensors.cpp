#include "firmware/engine/explain/explanation.hpp"
#include "firmware/engine/sensors/health.hpp"
#include "firmware/engine/units.hpp"

namespace liftguard::engine {
namespace {

// A sensor that speaks starts its timers anew at every word: they are told only once it is overdue (switches repeat
// their state at least once a second, a slow barometer speaks once a second).
constexpr Duration kOverdue{1'500'000};

constexpr std::array<std::string_view, kSensors> kNames{"加速度计", "气压计",   "门开关",   "门区开关", "人体感应",
                                                        "报警按钮", "电源检测", "检修开关", "温度计"};

}  // namespace

void Health::explain(Time now, const Parameters& parameters, Explanation& out) const {
  const auto limits = limits_of(parameters);
  for (std::size_t i = 0; i < kSensors; ++i) {
    const auto sensor = static_cast<Sensor>(i);
    if (!installed_.has(sensor)) continue;
    const auto& state = states_[i];
    const auto fault = fault_of(sensor, state, now, limits);
    const bool lost = lost_.has(sensor);
    auto& view =
        out.add(19, kNames[i], sensor_name(sensor), lost ? EventKind::sensor_restored : EventKind::sensor_lost);
    view.one_of("沉默 s", "silent, s", fault == SensorFault::silent, to_seconds(now - state.heard),
                parameters.sensor_silent_s)
        .one_of("超出物理范围", "out of range", fault == SensorFault::out_of_range);
    if (can_freeze(sensor))
      view.one_of("读数冻结 s", "frozen, s", fault == SensorFault::frozen, to_seconds(now - state.changed),
                  parameters.sensor_frozen_s);
    view.holds = fault.has_value();
    view.reported = lost;
    if (lost && !fault && state.good_since) {
      view.since = state.good_since;
      view.due = *state.good_since + to_duration(parameters.sensor_restored_s);
    }
    if (lost) continue;
    if (fault == SensorFault::out_of_range) view.due = now;
    if (now - state.heard > kOverdue) view.due = state.heard + to_duration(parameters.sensor_silent_s);
    if (!view.due && can_freeze(sensor) && now - state.changed > kOverdue)
      view.due = state.changed + to_duration(parameters.sensor_frozen_s);
  }
}

}  // namespace liftguard::engine
