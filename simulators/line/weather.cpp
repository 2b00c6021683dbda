#include "simulators/line/weather.hpp"

#include <algorithm>

namespace liftguard::line {

std::optional<SteadyTime> Direction::pass(std::size_t bytes, SteadyTime now) {
  constexpr std::size_t kMicrosecondsPerSecond = 1'000'000;
  ++packets_;
  bytes_ += bytes;
  const bool dropped = std::uniform_real_distribution<double>(0, 1)(random_) < weather_.loss;
  auto sent = now;
  if (!dropped && weather_.bytes_per_second > 0) {
    const auto time_of = [this](std::size_t n) {
      return std::chrono::microseconds(n * kMicrosecondsPerSecond / weather_.bytes_per_second);
    };
    if (free_at_ > now + time_of(weather_.queue_bytes)) {
      ++lost_;
      return std::nullopt;
    }
    free_at_ = sent = std::max(free_at_, now) + time_of(bytes);
  }
  if (dropped) {
    ++lost_;
    return std::nullopt;
  }
  return sent + weather_.delay;
}

}  // namespace liftguard::line
