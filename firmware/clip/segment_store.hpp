// The ring's memory: segments one after the other, each freed as a whole, the oldest first.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "firmware/clip/format.hpp"

namespace liftguard::clip {

struct Segment {
  SegmentHead head;
  std::size_t begin = 0;  // in the ring
};

class SegmentStore final : public ByteSink {
 public:
  explicit SegmentStore(std::span<std::uint8_t> memory) : memory_(memory) {}

  void begin(engine::Time state_at, const Grids& grids);
  void put(std::uint8_t byte) override;  // to the newest; frees the oldest where there is no room
  // The newest alone did not fit: its bytes are not whole, and it is of no use.
  [[nodiscard]] bool overflown() const { return overflown_; }
  void drop_newest();
  void clear() { first_ = count_ = head_ = used_ = 0; }

  [[nodiscard]] std::size_t count() const { return count_; }
  [[nodiscard]] const Segment& at(std::size_t index) const { return segments_[(first_ + index) % kMostSegments]; }
  [[nodiscard]] Segment& newest() { return segments_[(first_ + count_ - 1) % kMostSegments]; }
  [[nodiscard]] std::size_t used() const { return used_; }
  void copy(const Segment& segment, ByteSink& sink) const;

 private:
  void drop_oldest();
  [[nodiscard]] static std::size_t size_of(const Segment& segment) {
    return std::size_t{segment.head.state_bytes} + segment.head.input_bytes;
  }

  std::span<std::uint8_t> memory_;
  std::array<Segment, kMostSegments> segments_{};
  std::size_t first_ = 0, count_ = 0;
  std::size_t head_ = 0, used_ = 0;
  bool overflown_ = false;
};

}  // namespace liftguard::clip
