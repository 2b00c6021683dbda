// The car's temperature from whichever of the kernel's frameworks has it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "common/base/result.hpp"

namespace liftguard::port {

struct TemperatureSource {
  enum class Framework : std::uint8_t { hwmon, thermal, iio };
  Framework framework;
  std::string name;  // a hwmon's or IIO device's `name`, a thermal zone's `type`
};

// "hwmon:NAME", "thermal:TYPE" or "iio:NAME". Refusal "bad_temperature".
[[nodiscard]] Result<TemperatureSource> parse_temperature_source(std::string_view text);

// In °C; none where it cannot be read now. Keeps nothing open. The engine judges whether it is in range (DV-19).
[[nodiscard]] std::optional<double> read_temperature(const std::filesystem::path& root,
                                                     const TemperatureSource& source);

}  // namespace liftguard::port
