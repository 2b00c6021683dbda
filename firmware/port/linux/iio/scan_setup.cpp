#include "firmware/port/linux/iio/scan_setup.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include <fmt/format.h>

#include "firmware/port/linux/iio/sysfs.hpp"

namespace liftguard::port::iio {
namespace {

namespace fs = std::filesystem;

// 2.5 s at 100 Hz: longer than the sampling thread ever waits for the flash.
constexpr std::string_view kBufferFrames = "256";
constexpr double kSlowest_hz = 0.5;
constexpr double kFastest_hz = 10'000;

// Names without "_en" of all the channels that the driver can put into a frame.
std::vector<std::string> scan_channels(const fs::path& device) {
  std::vector<std::string> out;
  constexpr std::string_view kEnding = "_en";
  for (const auto& file : sysfs::entries(device / "scan_elements", "in_")) {
    const auto name = file.filename().string();
    if (name.ends_with(kEnding)) out.push_back(name.substr(0, name.size() - kEnding.size()));
  }
  return out;
}

bool is_on(const fs::path& file) {
  const auto text = sysfs::read_text(file);
  return text && *text == "1";
}

// A time stamp or a stranger's channel that cannot be switched is lived with: the frame is read as it then is.
Result<void> switch_channels(const fs::path& device, const std::vector<std::string>& wanted) {
  const auto scan = device / "scan_elements";
  for (const auto& name : scan_channels(device)) {
    const bool ours = std::find(wanted.begin(), wanted.end(), name) != wanted.end();
    const auto file = scan / (name + "_en");
    const auto done = sysfs::write_text(file, ours || name == kTimestamp ? "1" : "0");
    if (!done && ours && !is_on(file)) return done.error();
  }
  return {};
}

Result<Channel> read_channel(const fs::path& scan, const std::string& name) {
  const auto index = sysfs::read_number(scan / (name + "_index"));
  if (!index) return index.error();
  if (*index < 0 || *index > 10'000 || *index != std::floor(*index))
    return refuse("bad_device", (scan / (name + "_index")).string() + ": is not a place in a frame");
  const auto text = sysfs::read_text(scan / (name + "_type"));
  if (!text) return text.error();
  const auto type = parse_scan_type(*text);
  if (!type) return refuse(type.error().code, (scan / (name + "_type")).string() + ": " + type.error().detail);
  return Channel{name, static_cast<unsigned>(*index), *type};
}

Result<FrameLayout> read_layout(const fs::path& device) {
  const auto scan = device / "scan_elements";
  std::vector<Channel> enabled;
  for (const auto& name : scan_channels(device)) {
    if (!is_on(scan / (name + "_en"))) continue;
    auto channel = read_channel(scan, name);
    if (!channel) return channel.error();
    enabled.push_back(std::move(*channel));
  }
  return FrameLayout::of(std::move(enabled));
}

// The device's file of that name, or that of its one kind of channel ("in_accel_sampling_frequency").
fs::path frequency_file(const fs::path& device, const std::string& channel) {
  constexpr auto kName = "sampling_frequency";
  std::error_code ignored;
  if (fs::exists(device / kName, ignored)) return device / kName;
  const auto axis = channel.find('_', std::string_view("in_").size());
  return device / (channel.substr(0, axis) + "_" + kName);
}

std::chrono::microseconds set_frequency(const fs::path& device, const DeviceOptions& options) {
  const auto file = frequency_file(device, options.channels.front());
  (void)sysfs::write_text(file, fmt::format("{}", options.frequency_hz));
  const auto actual = sysfs::read_number(file);
  const auto wanted = actual ? *actual : options.frequency_hz;
  const auto hz = wanted > 0 ? wanted : options.frequency_hz;
  return std::chrono::microseconds(std::llround(1e6 / std::clamp(hz, kSlowest_hz, kFastest_hz)));
}

// The box's steady clock is CLOCK_BOOTTIME, which is CLOCK_MONOTONIC as long as nothing sleeps: the second choice.
// A device that goes on with the wall clock would jump with it; its stamps are not used.
bool set_clock(const fs::path& device) {
  const auto file = device / "current_timestamp_clock";
  for (const auto* name : {"boottime", "monotonic"}) {
    (void)sysfs::write_text(file, name);
    if (const auto now = sysfs::read_text(file); now && *now == name) return true;
  }
  return false;
}

}  // namespace

Result<Scan> set_up_scan(const fs::path& device, const DeviceOptions& options) {
  // Nothing can be changed while the buffer runs, as it may from an earlier life of ours.
  if (const auto stopped = sysfs::write_text(device / "buffer/enable", "0"); !stopped) return stopped.error();
  if (const auto switched = switch_channels(device, options.channels); !switched) return switched.error();
  if (!options.trigger.empty())
    if (const auto set = sysfs::write_text(device / "trigger/current_trigger", options.trigger); !set)
      return set.error();
  (void)sysfs::write_text(device / "buffer/length", kBufferFrames);
  auto layout = read_layout(device);
  if (!layout) return layout.error();
  return Scan{std::move(*layout), set_frequency(device, options), set_clock(device)};
}

Result<void> start_scan(const fs::path& device) {
  return sysfs::write_text(device / "buffer/enable", "1");
}

}  // namespace liftguard::port::iio
