// From a channel's raw number to its unit: (raw + offset) * scale.
#pragma once

#include <filesystem>
#include <string>

#include "common/base/result.hpp"

namespace liftguard::port::iio {

struct Linear {
  double scale = 1;
  double offset = 0;

  [[nodiscard]] double of(double raw) const { return (raw + offset) * scale; }
};

// `channel` is "in_accel_x"; what it has not of its own it shares with its like ("in_accel_scale"). No offset is 0; a
// scale that is missing or 0 is a refusal "bad_device", since the unit would be a guess.
[[nodiscard]] Result<Linear> read_linear(const std::filesystem::path& device, const std::string& channel);

}  // namespace liftguard::port::iio
