// Is every sensor still telling the truth (DV-19)? Silent, frozen, or out of its physical range: lost; good for 10 s:
// restored. A single wild sample is passed over and changes nothing.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "firmware/engine/event_list.hpp"
#include "firmware/engine/input.hpp"
#include "firmware/engine/kept.hpp"
#include "firmware/engine/parameters.hpp"
#include "firmware/engine/site.hpp"

namespace liftguard::engine {

class Explanation;

class Health {
 public:
  explicit Health(SensorSet installed) : installed_(installed) {}

  // One word of a sensor. `bits` is its value to the last bit, for those that can freeze. False: pass it over.
  bool hear(Sensor sensor, Time now, bool in_range, std::uint32_t bits);
  // Looks at them all; gives those that changed.
  void update(Time now, const Parameters& parameters, EventList& events);
  void interrupted(Time now);  // nothing was asked for seconds: no sensor is to blame

  [[nodiscard]] bool good(Sensor sensor) const { return installed_.has(sensor) && !lost_.has(sensor); }
  // Good, and not silent or stuck on one value for far longer than is its way: motion does without it long before the
  // rule calls it lost.
  [[nodiscard]] bool believed(Sensor sensor, Time now) const;
  [[nodiscard]] SensorSet lost() const { return lost_; }

  void keep(Kept& kept) const;
  void restore(const Kept& kept, Time now);

  void explain(Time now, const Parameters& parameters, Explanation& out) const;

 private:
  static constexpr std::uint8_t kWildInARow = 3;
  struct State {
    Time heard{}, changed{};
    std::uint32_t bits = 0;
    float usual_s = 1.0F;   // slow mean of the time between two changes
    std::uint8_t wild = 0;  // in a row
    SensorFault fault = SensorFault::silent;
    std::optional<Time> good_since;
  };
  [[nodiscard]] static bool can_freeze(Sensor sensor) {
    return sensor == Sensor::acceleration || sensor == Sensor::pressure;
  }
  struct Limits {
    Duration silent, frozen;
  };
  [[nodiscard]] static Limits limits_of(const Parameters& parameters);
  // In place: every sensor is asked twenty times a second.
  [[nodiscard]] static std::optional<SensorFault> fault_of(Sensor sensor, const State& state, Time now,
                                                           const Limits& limits) {
    if (now - state.heard >= limits.silent) return SensorFault::silent;
    if (state.wild >= kWildInARow) return SensorFault::out_of_range;
    if (can_freeze(sensor) && now - state.changed >= limits.frozen) return SensorFault::frozen;
    return std::nullopt;
  }
  [[nodiscard]] bool changes(Sensor sensor, std::optional<SensorFault> fault, Time now, const Parameters& parameters);

  SensorSet installed_, lost_;
  std::array<State, kSensors> states_{};
  bool begun_ = false;
};

}  // namespace liftguard::engine
