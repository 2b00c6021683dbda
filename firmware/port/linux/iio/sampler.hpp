// Reads one IIO device: through its buffer where the driver has one for all the channels, else by asking for each
// value (bmp280 and its kin have no buffer before Linux 6.13).
#pragma once

#include <array>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "common/base/clock.hpp"
#include "common/base/result.hpp"

namespace liftguard::port::iio {

struct DeviceOptions {
  std::string name;                   // as in the device's `name`, or its `label` where two are alike
  std::string trigger;                // written to trigger/current_trigger; empty: as it is
  double frequency_hz = 100;          // asked of the device; it may choose another near by
  std::vector<std::string> channels;  // 1 to 3, without ending: "in_accel_x"
};

struct Sample {
  SteadyTime at;
  std::array<double, 3> values{};  // in the order of the channels and IIO's units (m/s², kPa, m°C)
};

class Sampler {
 public:
  using Give = std::function<void(const Sample&)>;

  virtual ~Sampler() = default;

  // Readable when samples wait; -1 for a device that is asked.
  [[nodiscard]] virtual int fd() const = 0;

  // Gives what is there by now, never waits for more. Refusal "gone": the device has vanished or failed.
  [[nodiscard]] virtual Result<void> read(SteadyTime now, const Give& give) = 0;

  // Samples that the device made and that did not reach us; none where that cannot be told.
  [[nodiscard]] virtual std::optional<std::uint64_t> lost() const { return std::nullopt; }
};

// The folder of the device that is named so, below root/sys/bus/iio/devices. Refusals "no_device", "many_devices".
[[nodiscard]] Result<std::filesystem::path> find_device(const std::filesystem::path& root, const std::string& name);

// Finds the device, sets it up and starts it. Refusals of find_device, of sysfs, and "bad_device", "bad_scan_type" and
// "bad_layout" where it is not one that we can read.
[[nodiscard]] Result<std::unique_ptr<Sampler>> open_sampler(const std::filesystem::path& root,
                                                            const DeviceOptions& options);

}  // namespace liftguard::port::iio
