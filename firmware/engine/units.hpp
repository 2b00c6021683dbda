// Numbers of physics and the step between the engine's integer times and float seconds.
#pragma once

#include "firmware/engine/input.hpp"

namespace liftguard::engine {

inline constexpr float kGravity = 9.80665F;  // m/s², standard gravity (CGPM 1901)

// What fits 32 bits (35 minutes) is converted by one instruction of a microcontroller, to the same bit.
[[nodiscard]] constexpr float to_seconds(Duration d) {
  const auto us = d.count();
  const auto few = static_cast<std::int32_t>(us);
  return (few == us ? static_cast<float>(few) : static_cast<float>(us)) * 1e-6F;
}

// To the millisecond: 0.2F becomes 200 ms, not 199.999, and a microcontroller needs no double for it.
[[nodiscard]] constexpr Duration to_duration(float seconds) {
  const float ms = seconds * 1000.0F;
  return Duration{static_cast<std::int64_t>(static_cast<std::int32_t>(ms + (ms < 0 ? -0.5F : 0.5F))) * 1000};
}

// Of what is younger than an hour; all that is older is as old as that.
[[nodiscard]] constexpr std::uint32_t age_in_us(Time at, Time now) {
  constexpr Duration kHour = std::chrono::hours{1};
  const Duration age = now - at;
  return static_cast<std::uint32_t>((age < Duration::zero() ? Duration::zero() : age < kHour ? age : kHour).count());
}

[[nodiscard]] constexpr float magnitude(float x) {
  return x < 0 ? -x : x;
}
[[nodiscard]] constexpr float squared(float x) {
  return x * x;
}
[[nodiscard]] constexpr float sign(float x) {
  return x < 0 ? -1.0F : 1.0F;
}

[[nodiscard]] constexpr float median(float a, float b, float c) {
  if (a > b) {
    const float t = a;
    a = b;
    b = t;
  }
  if (c < a) return a;
  return c > b ? b : c;
}

// False for NaN and infinities, without libm.
[[nodiscard]] constexpr bool is_finite(float x) {
  return x - x == 0.0F;
}

}  // namespace liftguard::engine
