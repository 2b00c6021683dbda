#include "simulators/lift/witness/car_watch.hpp"

#include <cmath>

namespace liftguard::lift {
namespace {

constexpr double kLatency_s = 3;  // for events that the rules give no window
constexpr std::size_t kShocks = 3;
constexpr double kShocksWithin_s = 5, kBout_s = 60;
constexpr double kOverspeed = 1.15, kOverspeed_s = 0.3;
constexpr double kOvertravel_m = 0.20, kOvertravelLast_s = 15;
constexpr double kHot = 45, kHot_s = 60, kCool = 42;
constexpr double kHeatHair_s = 2.2;  // the temperature comes once a second

}  // namespace

void CarWatch::watch(const Scene& scene, const std::vector<double>& jump_times_s, Expectations& expectations) {
  if (scene.told(Part::acceleration)) watch_jumps(scene, jump_times_s, expectations);
  if (scene.motion_told()) watch_speed(scene, expectations);
  if (scene.motion_told()) watch_travel(scene, expectations);
  if (scene.told(Part::temperature)) watch_heat(scene, expectations);
}

// Every landing is above 2.6 m/s² at any phase of a 100 Hz sampler, so three of them count whatever the noise.
void CarWatch::watch_jumps(const Scene& scene, const std::vector<double>& jump_times_s, Expectations& expectations) {
  for (; jumps_seen_ < jump_times_s.size() && jump_times_s[jumps_seen_] <= scene.time_s; ++jumps_seen_) {
    const double shock_s = jump_times_s[jumps_seen_];
    if (jumps_seen_ + 1 < kShocks || scene.door_open) continue;
    if (shock_s - jump_times_s[jumps_seen_ + 1 - kShocks] > kShocksWithin_s) continue;
    if (shock_s - last_horseplay_s_ > kBout_s)
      expectations.expect(EventKind::horseplay, {shock_s - 0.1, shock_s + kLatency_s});
    last_horseplay_s_ = shock_s;
  }
}

void CarWatch::watch_speed(const Scene& scene, Expectations& expectations) {
  if (!setting_.told.rated_speed) return;
  fast_.note(std::abs(scene.speed) > kOverspeed * setting_.building.style.speed, scene.time_s);
  if (!fast_.since_s) fast_told_ = false;
  if (fast_told_ || !fast_.for_at_least(2 * kOverspeed_s, scene.time_s)) return;
  fast_told_ = true;
  expectations.expect(EventKind::overspeed,
                      {*fast_.since_s + kOverspeed_s - 0.1, *fast_.since_s + kOverspeed_s + kLatency_s});
}

void CarWatch::watch_travel(const Scene& scene, Expectations& expectations) {
  const double above_m = scene.height_m - setting_.building.top_height();
  const bool beyond = above_m > kOvertravel_m || scene.height_m < -kOvertravel_m;
  beyond_.note(setting_.told.floor_table && beyond && scene.at_rest && !scene.inspection, scene.time_s);
  if (!beyond_.since_s) beyond_told_ = false;
  if (beyond_told_ || !beyond_.for_at_least(kOvertravelLast_s, scene.time_s)) return;
  beyond_told_ = true;
  expectations.expect(above_m > 0 ? EventKind::overtravel_top : EventKind::overtravel_bottom,
                      {scene.rest_since_s, scene.rest_since_s + kOvertravelLast_s});
}

void CarWatch::watch_heat(const Scene& scene, Expectations& expectations) {
  const bool hot = scene.celsius > kHot;
  if (!hot && !hot_told_ && hot_.for_at_least(kHot_s - kHeatHair_s, scene.time_s)) {
    expectations.doubt(EventKind::over_temperature, scene.time_s, "hot for about 60 s");
  }
  hot_.note(hot, scene.time_s);
  if (scene.celsius < kCool) hot_told_ = false;
  if (hot_told_ || !hot_.for_at_least(kHot_s + kHeatHair_s, scene.time_s)) return;
  hot_told_ = true;
  expectations.expect(EventKind::over_temperature, {*hot_.since_s + kHot_s - 3, *hot_.since_s + kHot_s + 15});
}

}  // namespace liftguard::lift
