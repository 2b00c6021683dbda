#include "firmware/port/linux/iio/buffered_device.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <optional>

#include "firmware/port/linux/iio/frame_layout.hpp"
#include "firmware/port/linux/iio/frame_time.hpp"
#include "firmware/port/linux/iio/linear.hpp"
#include "firmware/port/linux/iio/lost_frames.hpp"
#include "firmware/port/linux/iio/scan_setup.hpp"

namespace liftguard::port::iio {
namespace {

struct Converted {
  FrameLayout::Cell cell;
  Linear linear;
};

class BufferedDevice final : public Sampler {
 public:
  BufferedDevice(int fd, const Scan& scan, std::vector<Converted> channels)
      : fd_(fd),
        period_(scan.period),
        cutter_(scan.layout.size()),
        frame_size_(scan.layout.size()),
        lost_(scan.period),
        channels_(std::move(channels)) {
    if (const auto* stamp = scan.layout.find(kTimestamp); stamp != nullptr && scan.stamps_usable) stamp_ = *stamp;
  }
  ~BufferedDevice() override { ::close(fd_); }
  BufferedDevice(const BufferedDevice&) = delete;
  BufferedDevice& operator=(const BufferedDevice&) = delete;

  [[nodiscard]] int fd() const override { return fd_; }
  [[nodiscard]] std::optional<std::uint64_t> lost() const override {
    return stamp_ ? std::optional(lost_.count()) : std::nullopt;
  }

  // One read a call: what a flood leaves behind waits for the next, and the other sensors get their turn.
  Result<void> read(SteadyTime now, const Give& give) override {
    std::array<std::uint8_t, 8192> bytes;
    const auto got = ::read(fd_, bytes.data(), bytes.size());
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) return {};
    if (got < 0) return refuse("gone", std::strerror(errno));
    if (got == 0) return refuse("gone", "the buffer has ended");
    take({bytes.data(), static_cast<std::size_t>(got)}, now, give);
    return {};
  }

 private:
  void take(std::span<const std::uint8_t> bytes, SteadyTime now, const Give& give) {
    auto frames = cutter_.push(bytes);
    for (std::size_t behind = frames.size() / frame_size_; behind-- > 0; frames = frames.subspan(frame_size_)) {
      const auto frame = frames.first(frame_size_);
      const auto stamp = stamp_ ? std::optional(stamp_->of(frame)) : std::nullopt;
      if (stamp) lost_.take(*stamp);
      Sample sample{frame_time(stamp, behind, period_, now), {}};
      for (std::size_t i = 0; i < channels_.size(); ++i)
        sample.values[i] = channels_[i].linear.of(static_cast<double>(channels_[i].cell.of(frame)));
      give(sample);
    }
  }

  int fd_;
  std::chrono::microseconds period_;
  FrameCutter cutter_;
  std::size_t frame_size_;
  LostFrames lost_;
  std::vector<Converted> channels_;
  std::optional<FrameLayout::Cell> stamp_;
};

Result<std::vector<Converted>> conversions(const std::filesystem::path& device, const FrameLayout& layout,
                                           const std::vector<std::string>& channels) {
  std::vector<Converted> out;
  for (const auto& channel : channels) {
    const auto* cell = layout.find(channel);
    if (cell == nullptr) return refuse("bad_device", device.string() + ": " + channel + " cannot be enabled");
    const auto linear = read_linear(device, channel);
    if (!linear) return linear.error();
    out.push_back({*cell, *linear});
  }
  return out;
}

}  // namespace

Result<std::unique_ptr<Sampler>> open_buffered(const std::filesystem::path& root, const std::filesystem::path& device,
                                               const DeviceOptions& options) {
  const auto scan = set_up_scan(device, options);
  if (!scan) return scan.error();
  auto channels = conversions(device, scan->layout, options.channels);
  if (!channels) return channels.error();
  if (const auto started = start_scan(device); !started) return started.error();
  const auto file = root / "dev" / device.filename();
  const int fd = ::open(file.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
  if (fd < 0) return refuse("bad_device", file.string() + ": " + std::strerror(errno));
  return std::unique_ptr<Sampler>(std::make_unique<BufferedDevice>(fd, *scan, std::move(*channels)));
}

}  // namespace liftguard::port::iio
