#include "firmware/port/linux/iio/frame_layout.hpp"

#include <algorithm>

namespace liftguard::port::iio {
namespace {

constexpr std::size_t kMostChannels = 64;

std::size_t aligned(std::size_t offset, std::size_t to) {
  return (offset + to - 1) / to * to;
}

}  // namespace

Result<FrameLayout> FrameLayout::of(std::vector<Channel> enabled) {
  if (enabled.empty()) return refuse("bad_layout", "no channel is enabled");
  if (enabled.size() > kMostChannels) return refuse("bad_layout", "more than 64 channels are enabled");
  std::sort(enabled.begin(), enabled.end(), [](const auto& a, const auto& b) { return a.index < b.index; });
  FrameLayout out;
  std::size_t largest = 1;
  for (std::size_t i = 0; i < enabled.size(); ++i) {
    if (i > 0 && enabled[i].index == enabled[i - 1].index)
      return refuse("bad_layout", enabled[i - 1].name + " and " + enabled[i].name + " have one index");
    const auto bytes = enabled[i].type.bytes();
    const auto offset = aligned(out.size_, bytes);
    out.cells_.push_back({enabled[i].name, {offset, enabled[i].type}});
    out.size_ = offset + bytes;
    largest = std::max(largest, bytes);
  }
  out.size_ = aligned(out.size_, largest);
  return out;
}

const FrameLayout::Cell* FrameLayout::find(std::string_view channel) const {
  const auto found = std::find_if(cells_.begin(), cells_.end(), [&](const auto& cell) { return cell.name == channel; });
  return found == cells_.end() ? nullptr : &found->cell;
}

std::span<const std::uint8_t> FrameCutter::push(std::span<const std::uint8_t> bytes) {
  held_.erase(held_.begin(), held_.begin() + static_cast<std::ptrdiff_t>(taken_));
  held_.insert(held_.end(), bytes.begin(), bytes.end());
  taken_ = held_.size() / size_ * size_;
  return {held_.data(), taken_};
}

}  // namespace liftguard::port::iio
