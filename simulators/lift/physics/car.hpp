// The car along its shaft. Where it is follows from the plan that it is moving by; it stands when it has none.
#pragma once

#include <optional>

#include "simulators/lift/physics/profile.hpp"

namespace liftguard::lift {

class Car {
 public:
  explicit Car(double height_m) : origin_m_(height_m), now_{height_m, 0, 0} {}

  // Time never goes back. All times in seconds since the world began.
  void advance_to(double time_s);

  // Both begin at the time last advanced to. travel_to: from rest, else std::logic_error.
  void travel_to(double height_m, const RideStyle& style);
  void brake(const Brake& brake);

  [[nodiscard]] const Motion& motion() const { return now_; }
  [[nodiscard]] bool at_rest() const { return !plan_; }
  [[nodiscard]] double rest_since_s() const { return rest_since_s_; }  // the moment when the speed became 0, not a tick
  [[nodiscard]] double moving_since_s() const { return moving_since_s_; }
  [[nodiscard]] double start_height_m() const { return start_height_m_; }  // of the present or last move
  [[nodiscard]] double top_speed() const { return top_speed_; }            // of the present or last move, m/s

  [[nodiscard]] double arrival_time_s() const { return plan_ ? plan_start_s_ + plan_->seconds() : rest_since_s_; }
  // Where and when it would stand if the brake closed now.
  [[nodiscard]] double stopping_height_m(const Brake& brake) const;
  [[nodiscard]] double stopping_time_s(const Brake& brake) const;

 private:
  void follow(Profile plan);

  double time_s_ = 0;
  double origin_m_;
  double plan_start_s_ = 0;
  std::optional<Profile> plan_;
  double target_m_ = 0;
  Motion now_;
  double rest_since_s_ = 0;
  double moving_since_s_ = 0;
  double start_height_m_ = 0;
  double top_speed_ = 0;
};

}  // namespace liftguard::lift
