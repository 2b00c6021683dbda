// Frames that a sensor made and nobody read, by the gaps between the kernel's stamps of those that came.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

namespace liftguard::port::iio {

class LostFrames {
 public:
  explicit constexpr LostFrames(std::chrono::nanoseconds period) : period_(period) {}

  constexpr void take(std::int64_t stamp_ns) {
    const std::chrono::nanoseconds stamp(stamp_ns);
    if (last_ && stamp - *last_ <= kLongest) {
      const auto frames = (stamp - *last_ + period_ / 2) / period_;  // to the nearest: stamps jitter
      if (frames > 1) count_ += static_cast<std::uint64_t>(frames - 1);
    }
    last_ = stamp;
  }

  [[nodiscard]] constexpr std::uint64_t count() const { return count_; }

 private:
  // Beyond it the clock was changed, or the device stood still: sensor_lost tells of that.
  static constexpr std::chrono::seconds kLongest{5};

  std::chrono::nanoseconds period_;
  std::optional<std::chrono::nanoseconds> last_;
  std::uint64_t count_ = 0;
};

}  // namespace liftguard::port::iio
