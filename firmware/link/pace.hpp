// A bounded rate: bytes may go as long as no more went than the rate allows since, plus a burst. What is sent may
// exceed the allowance once, and the next waits for it: no size needs to fit.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>

#include "common/base/clock.hpp"

namespace liftguard::link {

struct Rate {
  std::size_t bytes_per_second = 0;  // 0: no bound
  std::size_t burst = 0;             // bytes
};

class Pace {
 public:
  explicit Pace(const Rate& rate) : rate_(rate) {}

  [[nodiscard]] bool may_go(SteadyTime now) const { return now >= free_at(); }

  // From when on something may go.
  [[nodiscard]] SteadyTime free_at() const {
    return rate_.bytes_per_second == 0 ? SteadyTime::min() : paid_until_ - time_of(rate_.burst);
  }

  void went(std::size_t bytes, SteadyTime now) {
    if (rate_.bytes_per_second > 0) paid_until_ = std::max(paid_until_, now) + time_of(bytes);
  }

 private:
  [[nodiscard]] std::chrono::microseconds time_of(std::size_t bytes) const {
    constexpr std::size_t kMicrosecondsPerSecond = 1'000'000;
    return std::chrono::microseconds(bytes * kMicrosecondsPerSecond / rate_.bytes_per_second);
  }

  Rate rate_;
  SteadyTime paid_until_{};
};

}  // namespace liftguard::link
