// The sysfs side of a buffered device: what is switched on, in which order, and what comes of it.
#pragma once

#include <chrono>
#include <filesystem>
#include <string_view>

#include "firmware/port/linux/iio/frame_layout.hpp"
#include "firmware/port/linux/iio/sampler.hpp"

namespace liftguard::port::iio {

inline constexpr std::string_view kTimestamp = "in_timestamp";

struct Scan {
  FrameLayout layout;
  std::chrono::microseconds period;  // between frames, as the device says, or as it was asked
  bool stamps_usable = false;        // the time stamps are of the box's steady clock
};

// Leaves the buffer stopped. Channels, trigger and a scan that can be read are musts; frequency, time stamps and the
// buffer's length are taken as the device has them where it does not take ours.
[[nodiscard]] Result<Scan> set_up_scan(const std::filesystem::path& device, const DeviceOptions& options);

// Refusal "sysfs" where the driver does not take it: mostly for want of a trigger.
[[nodiscard]] Result<void> start_scan(const std::filesystem::path& device);

}  // namespace liftguard::port::iio
