// Mains and battery as the kernel's power supplies tell of them (Linux Documentation/ABI/testing/sysfs-class-power).
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "firmware/port/linux/sensor_port.hpp"

namespace liftguard::port {

// Names of folders in /sys/class/power_supply; empty: none.
struct PowerOptions {
  std::string mains;
  std::string battery;
};

// What cannot be read, or cannot be, is absent.
struct PowerReading {
  std::optional<bool> mains;
  Battery battery;
};

// Keeps nothing open: a supply that vanishes and comes back is read again.
[[nodiscard]] PowerReading read_power(const std::filesystem::path& root, const PowerOptions& options);

}  // namespace liftguard::port
