#include "simulators/lift/physics/car.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <utility>

namespace liftguard::lift {

void Car::advance_to(double time_s) {
  time_s_ = time_s;
  if (!plan_) return;
  const double since_start_s = time_s - plan_start_s_;
  if (since_start_s < plan_->seconds()) {
    now_ = plan_->at(since_start_s);
    now_.height_m += origin_m_;
    top_speed_ = std::max(top_speed_, std::abs(now_.speed));
    return;
  }
  rest_since_s_ = plan_start_s_ + plan_->seconds();
  now_ = {target_m_, 0, 0};
  plan_.reset();
}

void Car::travel_to(double height_m, const RideStyle& style) {
  if (plan_) throw std::logic_error("a car that moves cannot set out");
  Profile plan = ride_profile(height_m - now_.height_m, style);
  if (plan.seconds() <= 0) return;
  moving_since_s_ = time_s_;
  start_height_m_ = now_.height_m;
  top_speed_ = 0;
  follow(std::move(plan));
  target_m_ = height_m;  // free of the profile's rounding
}

void Car::brake(const Brake& brake) {
  if (plan_) follow(brake_profile(now_.speed, now_.acceleration, brake));
}

void Car::follow(Profile plan) {
  plan_start_s_ = time_s_;
  origin_m_ = now_.height_m;
  target_m_ = origin_m_ + plan.metres();
  plan_ = std::move(plan);
}

double Car::stopping_height_m(const Brake& brake) const {
  return plan_ ? now_.height_m + brake_profile(now_.speed, now_.acceleration, brake).metres() : now_.height_m;
}

double Car::stopping_time_s(const Brake& brake) const {
  return plan_ ? time_s_ + brake_profile(now_.speed, now_.acceleration, brake).seconds() : rest_since_s_;
}

}  // namespace liftguard::lift
