#include "firmware/engine/sensors/health.hpp"

#include "firmware/engine/units.hpp"

namespace liftguard::engine {
namespace {

constexpr float kUsualShare = 0.05F, kLongestUsual = 30.0F;  // s
constexpr float kStuckFor = 2.0F, kStuckTimes = 30.0F;       // s, usual times
constexpr auto kFirstFault = static_cast<std::uint8_t>(SensorFault::silent);
constexpr auto kLastFault = static_cast<std::uint8_t>(SensorFault::out_of_range);

}  // namespace

bool Health::hear(Sensor sensor, Time now, bool in_range, std::uint32_t bits) {
  auto& state = states_[static_cast<std::size_t>(sensor)];
  state.heard = now;
  if (!in_range) {
    if (state.wild < kWildInARow) ++state.wild;
    return false;
  }
  state.wild = 0;
  if (bits != state.bits) {
    const float unchanged = to_seconds(now - state.changed);
    state.usual_s += kUsualShare * ((unchanged < kLongestUsual ? unchanged : kLongestUsual) - state.usual_s);
    state.bits = bits;
    state.changed = now;
  }
  return true;
}

bool Health::believed(Sensor sensor, Time now) const {
  if (!good(sensor)) return false;
  if (!begun_) return true;
  const auto& state = states_[static_cast<std::size_t>(sensor)];
  const float limit = kStuckTimes * state.usual_s;
  return to_seconds(now - state.changed) < (limit > kStuckFor ? limit : kStuckFor);
}

Health::Limits Health::limits_of(const Parameters& parameters) {
  return {to_duration(parameters.sensor_silent_s), to_duration(parameters.sensor_frozen_s)};
}

void Health::update(Time now, const Parameters& parameters, EventList& events) {
  if (!begun_) interrupted(now);
  begun_ = true;
  const auto limits = limits_of(parameters);
  for (std::size_t i = 0; i < kSensors; ++i) {
    const auto sensor = static_cast<Sensor>(i);
    if (!installed_.has(sensor)) continue;
    const auto fault = fault_of(sensor, states_[i], now, limits);
    if (!fault && !lost_.has(sensor)) continue;
    if (!changes(sensor, fault, now, parameters)) continue;
    auto& event = events.add(fault ? EventKind::sensor_lost : EventKind::sensor_restored, now, 19);
    event.sensor = SensorChange{sensor, states_[i].fault};
    add_values(event, parameters,
               {ParameterId::sensor_silent_s, ParameterId::sensor_frozen_s, ParameterId::sensor_restored_s});
  }
}

// Of a sensor that is at fault or lost: whether it is lost now, or restored.
bool Health::changes(Sensor sensor, std::optional<SensorFault> fault, Time now, const Parameters& parameters) {
  auto& state = states_[static_cast<std::size_t>(sensor)];
  const bool was_lost = lost_.has(sensor);
  if (fault) {
    state.good_since.reset();
    state.fault = *fault;
    lost_.add(sensor);
    return !was_lost;
  }
  if (!state.good_since) state.good_since = now;
  if (now - *state.good_since < to_duration(parameters.sensor_restored_s)) return false;
  lost_.remove(sensor);
  return true;
}

void Health::interrupted(Time now) {
  for (auto& state : states_) state.heard = state.changed = now;
}

void Health::keep(Kept& kept) const {
  kept.lost = lost_.bits();
  for (std::size_t i = 0; i < kSensors; ++i) kept.fault_of[i] = static_cast<std::uint8_t>(states_[i].fault);
}

void Health::restore(const Kept& kept, Time now) {
  for (std::size_t i = 0; i < kSensors; ++i)
    if ((kept.lost >> i & 1U) != 0 && installed_.has(static_cast<Sensor>(i))) lost_.add(static_cast<Sensor>(i));
  for (std::size_t i = 0; i < kSensors; ++i)
    if (kept.fault_of[i] >= kFirstFault && kept.fault_of[i] <= kLastFault)
      states_[i].fault = static_cast<SensorFault>(kept.fault_of[i]);
  interrupted(now);
  begun_ = true;
}

}  // namespace liftguard::engine
