// When to try again: exponential back-off with full jitter (each wait is uniform in [0, bound)), so that boxes that
// lost their broker together do not come back together.
#pragma once

#include <chrono>
#include <cstdint>
#include <random>

#include "common/base/clock.hpp"

namespace liftguard::link {

class Reconnect {
 public:
  explicit Reconnect(std::uint32_t seed) : random_(seed) {}

  // After a failure: the time of the next attempt. The bound doubles from 1 s to 2 min, to 15 s while an alarm waits.
  [[nodiscard]] SteadyTime after_failure(SteadyTime now, bool alarm_waits);

  // An alarm came while waiting: at most a second more, and the bound starts anew.
  [[nodiscard]] SteadyTime for_alarm(SteadyTime planned, SteadyTime now);

  void succeeded() { bound_ = kFirst; }

 private:
  static constexpr std::chrono::microseconds kFirst = std::chrono::seconds(1);
  static constexpr std::chrono::microseconds kMost = std::chrono::minutes(2);
  static constexpr std::chrono::microseconds kMostWithAlarm = std::chrono::seconds(15);

  [[nodiscard]] std::chrono::microseconds jitter(std::chrono::microseconds bound);

  std::minstd_rand random_;
  std::chrono::microseconds bound_ = kFirst;
};

}  // namespace liftguard::link
