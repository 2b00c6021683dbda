#include "firmware/port/linux/iio/sampler.hpp"

#include <algorithm>

#include "firmware/port/linux/iio/asked_device.hpp"
#include "firmware/port/linux/iio/buffered_device.hpp"
#include "firmware/port/linux/iio/sysfs.hpp"

namespace liftguard::port::iio {
namespace {

bool is_called(const std::filesystem::path& device, const std::string& name) {
  const auto own = sysfs::read_text(device / "name");
  if (own && *own == name) return true;
  const auto label = sysfs::read_text(device / "label");
  return label && *label == name;
}

bool has_buffer_for(const std::filesystem::path& device, const std::vector<std::string>& channels) {
  std::error_code ignored;
  return std::all_of(channels.begin(), channels.end(), [&](const auto& channel) {
    return std::filesystem::exists(device / "scan_elements" / (channel + "_type"), ignored);
  });
}

}  // namespace

Result<std::filesystem::path> find_device(const std::filesystem::path& root, const std::string& name) {
  const auto devices = root / "sys/bus/iio/devices";
  std::vector<std::filesystem::path> found;
  for (const auto& device : sysfs::entries(devices, "iio:device"))
    if (is_called(device, name)) found.push_back(device);
  if (found.empty()) return refuse("no_device", "no device in " + devices.string() + " is named " + name);
  if (found.size() > 1) return refuse("many_devices", "several devices are named " + name + ": give one's label");
  return {boost::system::in_place_value, found.front()};
}

Result<std::unique_ptr<Sampler>> open_sampler(const std::filesystem::path& root, const DeviceOptions& options) {
  if (options.channels.empty() || options.channels.size() > Sample{}.values.size())
    return refuse("bad_device", options.name + ": 1 to 3 channels can be read");
  const auto device = find_device(root, options.name);
  if (!device) return device.error();
  if (has_buffer_for(*device, options.channels)) return open_buffered(root, *device, options);
  return open_asked(*device, options);
}

}  // namespace liftguard::port::iio
