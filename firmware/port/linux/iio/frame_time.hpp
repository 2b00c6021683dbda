// When a sample was taken, on the box's steady clock.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "common/base/clock.hpp"

namespace liftguard::port::iio {

// The oldest sample that a buffer may still hold; a stamp further back is of another clock, or a lie.
inline constexpr std::chrono::seconds kOldestStamp{3};
// A stamp may be this far ahead of us: the driver interpolates between interrupts.
inline constexpr std::chrono::milliseconds kAheadStamp{20};

// `stamp_ns`: the kernel's time of the frame, if it has one. `behind`: how many frames of the same read came after it.
// A stamp that cannot be is replaced by the arrival, less the period for every frame behind.
[[nodiscard]] constexpr SteadyTime frame_time(std::optional<std::int64_t> stamp_ns, std::size_t behind,
                                              std::chrono::microseconds period, SteadyTime now) {
  if (stamp_ns) {
    const SteadyTime stamp{std::chrono::microseconds{*stamp_ns / 1000}};
    if (stamp >= now - kOldestStamp && stamp <= now + kAheadStamp) return stamp < now ? stamp : now;
  }
  const auto back = period * static_cast<std::int64_t>(behind);
  return now - (back < kOldestStamp ? back : std::chrono::microseconds{kOldestStamp});
}

}  // namespace liftguard::port::iio
