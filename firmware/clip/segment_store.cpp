#include "firmware/clip/segment_store.hpp"

namespace liftguard::clip {

void SegmentStore::begin(engine::Time state_at, const Grids& grids) {
  if (count_ == kMostSegments) drop_oldest();
  ++count_;
  newest() = {.head = {.state_at = state_at, .grids = grids}, .begin = head_};
  overflown_ = false;
}

void SegmentStore::put(std::uint8_t byte) {
  while (used_ == memory_.size() && count_ > 1) drop_oldest();
  if (used_ == memory_.size()) {
    overflown_ = true;
    return;
  }
  memory_[head_] = byte;
  head_ = head_ + 1 == memory_.size() ? 0 : head_ + 1;
  ++used_;
  ++newest().head.input_bytes;
}

void SegmentStore::drop_oldest() {
  used_ -= size_of(at(0));
  first_ = (first_ + 1) % kMostSegments;
  --count_;
}

void SegmentStore::drop_newest() {
  head_ = newest().begin;
  used_ -= size_of(newest());
  --count_;
  overflown_ = false;
}

void SegmentStore::copy(const Segment& segment, ByteSink& sink) const {
  for (std::size_t i = 0, at = segment.begin; i < size_of(segment); ++i, at = at + 1 == memory_.size() ? 0 : at + 1)
    sink.put(memory_[at]);
}

}  // namespace liftguard::clip
