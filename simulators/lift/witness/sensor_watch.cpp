#include "simulators/lift/witness/sensor_watch.hpp"

#include <optional>

namespace liftguard::lift {
namespace {

constexpr double kHair_s = 1.1;   // a sensor's last word may be that old when it falls silent
constexpr double kLatency_s = 4;  // at one word a second
constexpr double kRestored_s = 10;

// After which time of an ailment the sensor counts as lost. A stuck switch goes on speaking: nobody can tell.
std::optional<double> lost_after_s(Ailment ailment) {
  switch (ailment) {
    case Ailment::silent:
      return 5;
    case Ailment::frozen:
      return 60;
    case Ailment::out_of_range:
      return 0;
    case Ailment::none:
    case Ailment::stuck_off:
    case Ailment::stuck_on:
      return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace

void SensorWatch::watch(const World& world, Expectations& expectations) {
  const double time_s = world.now_s();
  for (const Part part : kEveryPart) {
    State& state = states_.at(index_of(part));
    const Ailment ailment = world.wiring.of(part);
    if (ailment == Ailment::none && state.ailment == Ailment::none && !state.lost) continue;
    if (ailment != state.ailment) {
      end_of_ailment(state, time_s, expectations);
      state.ailment = ailment;
      state.since_s = time_s;
    }
    state.well.note(ailment == Ailment::none, time_s);
    watch_loss(state, time_s, expectations);
    watch_restoration(state, time_s, expectations);
  }
}

void SensorWatch::watch_loss(State& state, double time_s, Expectations& expectations) {
  const auto after_s = lost_after_s(state.ailment);
  if (state.lost || !after_s || time_s - state.since_s < *after_s + kLatency_s) return;
  state.lost = true;
  const double due_s = state.since_s + *after_s;
  expectations.expect(EventKind::sensor_lost, {due_s - kHair_s, due_s + kLatency_s});
}

void SensorWatch::end_of_ailment(State& state, double time_s, Expectations& expectations) {
  const auto after_s = lost_after_s(state.ailment);
  if (state.lost || !after_s || time_s - state.since_s < *after_s - kHair_s) return;
  expectations.doubt(EventKind::sensor_lost, time_s, "a sensor ailed for just about as long as it may");
  expectations.doubt(EventKind::sensor_restored, time_s, "a sensor ailed for just about as long as it may");
}

void SensorWatch::watch_restoration(State& state, double time_s, Expectations& expectations) {
  if (!state.lost || !state.well.for_at_least(kRestored_s + kLatency_s, time_s)) return;
  state.lost = false;
  const double due_s = *state.well.since_s + kRestored_s;
  expectations.expect(EventKind::sensor_restored, {due_s - 0.1, due_s + kLatency_s});
}

}  // namespace liftguard::lift
