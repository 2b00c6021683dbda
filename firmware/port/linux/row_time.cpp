#include "firmware/port/linux/row_time.hpp"

#include <algorithm>

namespace liftguard::port {

engine::Time RowTime::of_row(std::int64_t t_us, SteadyTime now) {
  if (!last_row_us_) {
    offset_us_ = now.time_since_epoch().count() - t_us;
  } else if (fresh_ && t_us < *last_row_us_) {
    offset_us_ = at(now).time_since_epoch().count() - t_us;
  }
  fresh_ = false;
  last_row_us_ = t_us;
  last_ = std::max(last_, engine::Time{engine::Duration{t_us + offset_us_}});
  last_at_ = now;
  return last_;
}

engine::Time RowTime::at(SteadyTime now) const {
  if (!last_row_us_) return engine::Time{engine::Duration{now.time_since_epoch().count()}};
  return last_ + std::max(now - last_at_, std::chrono::microseconds{0});
}

}  // namespace liftguard::port
