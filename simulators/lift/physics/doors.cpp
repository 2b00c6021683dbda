#include "simulators/lift/physics/doors.hpp"

#include <algorithm>

namespace liftguard::lift {

void Doors::advance(double dt_s) {
  moment_ = Moment::none;
  const double before = opening_;
  if (goal_ == Goal::open) {
    opening_ = std::min(1.0, opening_ + dt_s / times_.open_s);
    if (before <= 0 && opening_ > 0) moment_ = Moment::unlocked;
    if (before < 1 && opening_ >= 1) moment_ = Moment::fully_open;
    was_closing_ = false;
    return;
  }
  opening_ = std::max(0.0, opening_ - dt_s / times_.close_s);
  if (before > 0 && !was_closing_) moment_ = Moment::closing;
  if (before > 0 && opening_ <= 0) moment_ = Moment::locked;
  was_closing_ = opening_ > 0;
}

}  // namespace liftguard::lift
