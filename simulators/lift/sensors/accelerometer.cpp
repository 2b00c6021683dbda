#include "simulators/lift/sensors/accelerometer.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "simulators/lift/chance/elementary.hpp"

namespace liftguard::lift {
namespace {

constexpr double kRailLength_m = 5.0;  // a guide rail; its joint is felt by each shoe
constexpr Range kJoint{0.04, 0.12};    // m/s²

}  // namespace

Accelerometer::Accelerometer(const AccelerometerTraits& traits, Random random)
    : traits_(traits),
      random_(std::move(random)),
      vertical_hz_(random_.uniform({8, 22})),
      sway_x_hz_(random_.uniform({0.8, 2.5})),
      sway_y_hz_(random_.uniform({0.8, 2.5})),
      along_x_(sine_of_turns(traits.tilt_x)),
      along_y_(sine_of_turns(traits.tilt_y)),
      along_z_(cosine_of_turns(traits.tilt_x) * cosine_of_turns(traits.tilt_y)) {}

Accelerometer::Swing Accelerometer::run_swing(double time_s, const CarFeel& feel) {
  if (std::floor(feel.height_m / kRailLength_m) != std::floor(last_height_m_ / kRailLength_m)) {
    joints_.add(time_s, Shakes::Burst{random_.either_way(kJoint), random_.uniform({8, 14}), 0.15});
  }
  last_height_m_ = feel.height_m;
  const double joint = joints_.at(time_s);
  if (feel.speed_share <= 0) return {joint, joint, 0};
  const double share = std::min(1.0, feel.speed_share);
  // Half of the vibration's power in the machine's tone, half in noise: rms² = amplitude²/2 + sigma².
  const double vertical = share * (traits_.run_vibration * sine_of_turns(vertical_hz_ * feel.speed_share * time_s) +
                                   random_.normal(traits_.run_vibration * 0.7071));
  return {vertical + joint, share * traits_.sway * sine_of_turns(sway_x_hz_ * time_s) + joint,
          share * traits_.sway * sine_of_turns(sway_y_hz_ * time_s)};
}

std::array<double, 3> Accelerometer::sample(double time_s, const CarFeel& feel) {
  const Swing swing = run_swing(time_s, feel);
  const double along = traits_.gravity + feel.acceleration + feel.vertical_shake + swing.vertical;
  const double x = feel.across_shake + swing.x;
  const double y = 0.6 * feel.across_shake + swing.y;
  return {x + along * along_x_ + traits_.bias[0] + random_.normal(traits_.noise),
          y + along * along_y_ + traits_.bias[1] + random_.normal(traits_.noise),
          along * along_z_ + traits_.bias[2] + random_.normal(traits_.noise)};
}

}  // namespace liftguard::lift
