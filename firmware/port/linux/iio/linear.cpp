#include "firmware/port/linux/iio/linear.hpp"

#include <optional>

#include "firmware/port/linux/iio/sysfs.hpp"

namespace liftguard::port::iio {
namespace {

// "in_accel_x" -> "in_accel"; a channel without an axis is its own kind.
std::string kind_of(const std::string& channel) {
  const auto at = channel.rfind('_');
  const bool has_axis =
      at != std::string::npos && at + 2 == channel.size() && channel.back() >= 'x' && channel.back() <= 'z';
  return has_axis ? channel.substr(0, at) : channel;
}

// The channel's own file, or the shared one, or none.
std::optional<std::filesystem::path> attribute(const std::filesystem::path& device, const std::string& channel,
                                               const std::string& ending) {
  std::error_code ignored;
  for (const auto& owner : {channel, kind_of(channel)})
    if (const auto file = device / (owner + ending); std::filesystem::exists(file, ignored)) return file;
  return std::nullopt;
}

}  // namespace

Result<Linear> read_linear(const std::filesystem::path& device, const std::string& channel) {
  const auto scale_file = attribute(device, channel, "_scale");
  if (!scale_file) return refuse("bad_device", (device / (kind_of(channel) + "_scale")).string() + ": is missing");
  const auto scale = sysfs::read_number(*scale_file);
  if (!scale) return scale.error();
  if (*scale == 0) return refuse("bad_device", scale_file->string() + ": is 0");
  Linear out{*scale, 0};
  if (const auto offset_file = attribute(device, channel, "_offset")) {
    const auto offset = sysfs::read_number(*offset_file);
    if (!offset) return offset.error();
    out.offset = *offset;
  }
  return out;
}

}  // namespace liftguard::port::iio
