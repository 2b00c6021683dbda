#include "firmware/port/linux/iio/asked_device.hpp"

#include <optional>

#include "firmware/port/linux/iio/linear.hpp"
#include "firmware/port/linux/iio/sysfs.hpp"

namespace liftguard::port::iio {
namespace {

struct Source {
  std::filesystem::path file;
  Linear linear;
};

class AskedDevice final : public Sampler {
 public:
  explicit AskedDevice(std::vector<Source> sources) : sources_(std::move(sources)) {}

  [[nodiscard]] int fd() const override { return -1; }

  Result<void> read(SteadyTime now, const Give& give) override {
    if (asked_at_ && now - *asked_at_ < kAskEvery) return {};
    asked_at_ = now;
    Sample sample{now, {}};
    for (std::size_t i = 0; i < sources_.size(); ++i) {
      const auto raw = sysfs::read_number(sources_[i].file);
      if (!raw) return refuse("gone", raw.error().detail);
      sample.values[i] = sources_[i].linear.of(*raw);
    }
    give(sample);
    return {};
  }

 private:
  std::vector<Source> sources_;
  std::optional<SteadyTime> asked_at_;
};

Result<Source> find_source(const std::filesystem::path& device, const std::string& channel) {
  std::error_code ignored;
  if (const auto input = device / (channel + "_input"); std::filesystem::exists(input, ignored))
    return Source{input, {}};
  const auto raw = device / (channel + "_raw");
  if (!std::filesystem::exists(raw, ignored))
    return refuse("bad_device", device.string() + ": has no channel " + channel);
  const auto linear = read_linear(device, channel);
  if (!linear) return linear.error();
  return Source{raw, *linear};
}

}  // namespace

Result<std::unique_ptr<Sampler>> open_asked(const std::filesystem::path& device, const DeviceOptions& options) {
  std::vector<Source> sources;
  for (const auto& channel : options.channels) {
    auto source = find_source(device, channel);
    if (!source) return source.error();
    sources.push_back(std::move(*source));
  }
  return std::unique_ptr<Sampler>(std::make_unique<AskedDevice>(std::move(sources)));
}

}  // namespace liftguard::port::iio
