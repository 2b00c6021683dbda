#include "firmware/port/linux/hardware/power.hpp"

#include <cmath>

#include "firmware/port/linux/iio/sysfs.hpp"

namespace liftguard::port {
namespace {

constexpr double kHighest_v = 100;  // a box's battery has 3 to 24 V: beyond is a broken gauge

std::optional<double> number(const std::filesystem::path& file, double lowest, double highest) {
  const auto value = sysfs::read_number(file);
  if (!value || *value < lowest || *value > highest) return std::nullopt;
  return *value;
}

}  // namespace

PowerReading read_power(const std::filesystem::path& root, const PowerOptions& options) {
  const auto supplies = root / "sys/class/power_supply";
  PowerReading out;
  if (!options.mains.empty())
    // 0 offline, 1 online at a fixed voltage, 2 online at a negotiated one
    if (const auto online = number(supplies / options.mains / "online", 0, 2)) out.mains = *online > 0;
  if (options.battery.empty()) return out;
  if (const auto uv = number(supplies / options.battery / "voltage_now", 0, kHighest_v * 1e6))
    out.battery.volts = *uv * 1e-6;
  if (const auto percent = number(supplies / options.battery / "capacity", 0, 100))
    out.battery.percent = static_cast<int>(std::lround(*percent));
  return out;
}

}  // namespace liftguard::port
