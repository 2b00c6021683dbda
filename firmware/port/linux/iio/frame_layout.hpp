// Where the enabled channels lie in a frame of the buffer, by the kernel's own rule (iio_compute_scan_bytes): in the
// order of their indices, each at a multiple of its size, the whole a multiple of the largest.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "firmware/port/linux/iio/scan_type.hpp"

namespace liftguard::port::iio {

struct Channel {
  std::string name;  // "in_accel_x"
  unsigned index = 0;
  ScanType type;
};

class FrameLayout {
 public:
  // Refusal "bad_layout": no channel, two with one index, or more than 64.
  [[nodiscard]] static Result<FrameLayout> of(std::vector<Channel> enabled);

  [[nodiscard]] std::size_t size() const { return size_; }  // bytes a frame, at least 1

  struct Cell {
    std::size_t offset = 0;
    ScanType type;

    // The cell's value in a whole frame.
    [[nodiscard]] std::int64_t of(std::span<const std::uint8_t> frame) const {
      return extract(type, frame.subspan(offset, type.bytes()));
    }
  };
  // Null where no such channel is enabled.
  [[nodiscard]] const Cell* find(std::string_view channel) const;

 private:
  struct Named {
    std::string name;
    Cell cell;
  };
  std::vector<Named> cells_;
  std::size_t size_ = 0;
};

// Cuts a stream of bytes into frames, over reads that end in the middle of one.
class FrameCutter {
 public:
  explicit FrameCutter(std::size_t frame_size) : size_(frame_size) {}

  // The whole frames, one behind the other; they lie in this object until the next call.
  [[nodiscard]] std::span<const std::uint8_t> push(std::span<const std::uint8_t> bytes);

 private:
  std::size_t size_;
  std::size_t taken_ = 0;
  std::vector<std::uint8_t> held_;
};

}  // namespace liftguard::port::iio
