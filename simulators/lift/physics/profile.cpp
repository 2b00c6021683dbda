#include "simulators/lift/physics/profile.hpp"

#include <algorithm>
#include <cmath>

namespace liftguard::lift {
namespace {

Motion after(double metres, double speed, const Piece& piece, double t) {
  Motion motion;
  motion.acceleration = piece.acceleration + piece.jerk * t;
  motion.speed = speed + t * (piece.acceleration + piece.jerk * t / 2);
  motion.height_m = metres + t * (speed + t * (piece.acceleration / 2 + piece.jerk * t / 6));
  return motion;
}

double sign_of(double value) {
  return value < 0 ? -1.0 : 1.0;
}

// Changes the speed by `change` (signed) with the ramp's jerks; the acceleration is lower where the change is small.
void add_ramp(Profile& profile, double change, const Ramp& ramp) {
  const double sign = sign_of(change);
  const double size = std::abs(change);
  const double inverse_jerks = 1 / ramp.jerk_in + 1 / ramp.jerk_out;
  const double acceleration = std::min(ramp.acceleration, std::sqrt(2 * size / inverse_jerks));
  if (acceleration <= 0) return;
  const double held_s = std::max(0.0, size / acceleration - acceleration * inverse_jerks / 2);
  profile.add({acceleration / ramp.jerk_in, 0, sign * ramp.jerk_in});
  profile.add({held_s, sign * acceleration, 0});
  profile.add({acceleration / ramp.jerk_out, sign * acceleration, -sign * ramp.jerk_out});
}

void add_stop(Profile& profile, double speed, const RideStyle& style) {
  if (!style.two_speed) return add_ramp(profile, -speed, style.stop);
  const double creep_speed = sign_of(speed) * std::min(std::abs(speed), style.creep.speed);
  add_ramp(profile, creep_speed - speed, style.stop);
  profile.add({style.creep.seconds, 0, 0});
  profile.add({std::abs(creep_speed) / style.creep.brake, -sign_of(speed) * style.creep.brake, 0});
}

Profile profile_at(double speed, double cruise_s, const RideStyle& style) {
  Profile profile;
  add_ramp(profile, speed, style.start);
  profile.add({cruise_s, 0, 0});
  add_stop(profile, speed, style);
  return profile;
}

// The highest speed at which starting and stopping fit into `metres`; all magnitudes.
double fitting_speed(double metres, const RideStyle& style) {
  if (profile_at(style.speed, 0, style).metres() <= metres) return style.speed;
  double low = 0;
  double high = style.speed;
  for (int halving = 0; halving < 80; ++halving) {
    const double middle = (low + high) / 2;
    (profile_at(middle, 0, style).metres() <= metres ? low : high) = middle;
  }
  return low;
}

}  // namespace

void Profile::add(const Piece& piece) {
  if (piece.seconds <= 0) return;
  joints_.push_back({seconds_, metres(), end_speed(), piece});
  seconds_ += piece.seconds;
}

double Profile::metres() const {
  if (joints_.empty()) return 0;
  const Joint& last = joints_.back();
  return after(last.metres, last.speed, last.piece, last.piece.seconds).height_m;
}

double Profile::end_speed() const {
  if (joints_.empty()) return initial_speed_;
  const Joint& last = joints_.back();
  return after(last.metres, last.speed, last.piece, last.piece.seconds).speed;
}

Motion Profile::at(double seconds_from_start) const {
  if (joints_.empty()) return {0, initial_speed_, 0};
  const double t = std::clamp(seconds_from_start, 0.0, seconds_);
  auto joint = joints_.begin();
  while (joint + 1 != joints_.end() && (joint + 1)->seconds <= t) ++joint;
  return after(joint->metres, joint->speed, joint->piece, t - joint->seconds);
}

Profile ride_profile(double metres, const RideStyle& style) {
  const double distance = std::abs(metres);
  const double speed = fitting_speed(distance, style);
  if (speed <= 0) return Profile{};
  const double cruise_s = (distance - profile_at(speed, 0, style).metres()) / speed;
  return profile_at(sign_of(metres) * speed, cruise_s, style);
}

Profile brake_profile(double speed, double acceleration, const Brake& brake) {
  const double against = -sign_of(speed) * brake.deceleration;
  const double lost_in_bite = (acceleration + against) / 2 * brake.bite_s;
  Profile profile{speed};
  // At a crawl the car stands before the brake has closed: the whole deceleration at once.
  if ((speed + lost_in_bite) * sign_of(speed) > 0) {
    profile.add({brake.bite_s, acceleration, (against - acceleration) / brake.bite_s});
  }
  profile.add({std::abs(profile.end_speed()) / brake.deceleration, against, 0});
  return profile;
}

}  // namespace liftguard::lift
