#include "firmware/engine/comfort/sway_filter.hpp"

#include "firmware/engine/units.hpp"

namespace liftguard::engine {
namespace {

constexpr float kLowest = 0.3F, kHighest = 10.0F;  // Hz
constexpr float kPi = 3.14159265F;
constexpr float kButterworth = 1.41421356F;  // 1/Q
constexpr float kSameInterval = 0.02F;       // of the interval

// Good to 1 % up to 1.26: 10 Hz at 25 samples a second.
constexpr float tangent(float x) {
  const float xx = x * x;
  return x * (15.0F - xx) / (15.0F - 6.0F * xx);
}

SwayBand::Section section(float hertz, float seconds) {
  const float g = tangent(kPi * hertz * seconds);
  const float a1 = 1.0F / (1.0F + g * (g + kButterworth));
  return {g, a1, g * a1, g * g * a1};
}

}  // namespace

void SwayBand::set_interval(float seconds) {
  if (magnitude(seconds - seconds_) <= kSameInterval * seconds_) return;
  seconds_ = seconds;
  high_pass_ = section(kLowest, seconds);
  low_pass_ = section(kHighest, seconds);
}

float SwayFilter::push(float value, const SwayBand& band) {
  const auto run = [](State& state, const SwayBand::Section& s, float in) {
    const float v3 = in - state.low;
    const State out{s.a1 * state.band + s.a2 * v3, state.low + s.a2 * state.band + s.a3 * v3};
    state = {2.0F * out.band - state.band, 2.0F * out.low - state.low};
    return out;
  };
  const auto slow = run(high_, band.high_pass(), value);
  return run(low_, band.low_pass(), value - kButterworth * slow.band - slow.low).low;
}

}  // namespace liftguard::engine
