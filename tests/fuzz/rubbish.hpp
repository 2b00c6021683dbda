// Readings that no sensor should give, and times that no clock should.
#pragma once

#include "firmware/engine/input.hpp"
#include "tests/fuzz/byte_source.hpp"

namespace liftguard::fuzz {

// NaN, infinities, denormals, extremes, any bits; now and then a number that could be true: `usual` plus up to
// +-12.8 `spread`.
struct Usual {
  float value, spread;
};
inline constexpr Usual kUsualAcceleration{9.81F, 0.5F}, kUsualPressure{101'000.0F, 20.0F}, kUsualCelsius{25.0F, 4.0F};

[[nodiscard]] float rubbish(ByteSource& bytes, const Usual& usual);
[[nodiscard]] float impossible(ByteSource& bytes);  // out of every sensor's range, or no number

// The next time after `before`: a sample on, the same, backward, hours on, the ends of the world.
[[nodiscard]] engine::Time next_time(ByteSource& bytes, engine::Time before);

// Acceleration, pressure, temperature, a Tick; of any_reading also switches and the order to close the episode.
[[nodiscard]] engine::Reading analog_rubbish(ByteSource& bytes);
[[nodiscard]] engine::Reading any_reading(ByteSource& bytes);

}  // namespace liftguard::fuzz
