#include "firmware/link/reconnect.hpp"

#include <algorithm>

namespace liftguard::link {

std::chrono::microseconds Reconnect::jitter(std::chrono::microseconds bound) {
  return std::chrono::microseconds(std::uniform_int_distribution<std::int64_t>(0, bound.count() - 1)(random_));
}

SteadyTime Reconnect::after_failure(SteadyTime now, bool alarm_waits) {
  const auto bound = std::min(bound_, alarm_waits ? kMostWithAlarm : kMost);
  bound_ = std::min(bound_ * 2, kMost);
  return now + jitter(bound);
}

SteadyTime Reconnect::for_alarm(SteadyTime planned, SteadyTime now) {
  bound_ = kFirst;
  return std::min(planned, now + jitter(kFirst));
}

}  // namespace liftguard::link
