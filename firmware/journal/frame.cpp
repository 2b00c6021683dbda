#include "firmware/journal/frame.hpp"

#include <algorithm>
#include <optional>

#include "common/base/checksum.hpp"
#include "firmware/journal/little_endian.hpp"

namespace liftguard::journal {
namespace {

using Span = std::span<const std::uint8_t>;

constexpr std::uint32_t kMagic = 0x3146474C;    // "LGF1"
constexpr std::uint32_t kEndMark = 0x21646E65;  // "end!": what was programmed to its end does not end in 0xFF

// Of the first item's `erases` in a frame.
constexpr std::ptrdiff_t kErasesAt = kFrameHeadSize + kItemHeadSize - sizeof(std::uint32_t);

std::size_t padded(std::size_t size, std::uint32_t unit) {
  return (size + unit - 1) / unit * unit;
}

bool is_erased(Span bytes) {
  return std::all_of(bytes.begin(), bytes.end(), [](std::uint8_t b) { return b == 0xFF; });
}

struct Head {
  FrameHead head;
  std::uint32_t length = 0;  // without padding
  std::uint16_t items = 0;
};

// The head at the front of `rest`, if there is a whole one that says that it belongs here.
std::optional<Head> read_head(Span rest, std::uint32_t position) {
  if (rest.size() < kFrameHeadSize + kFrameTailSize) return std::nullopt;
  Taker taker(rest.first(kFrameHeadSize));
  Head out;
  if (taker.take<std::uint32_t>() != kMagic) return std::nullopt;
  out.length = taker.take<std::uint32_t>();
  out.head.number = taker.take<std::uint64_t>();
  out.head.journal = taker.take<std::uint64_t>();
  for (auto& next : out.head.next_seq) next = taker.take<std::uint64_t>();
  const auto own_position = taker.take<std::uint32_t>();
  out.items = taker.take<std::uint16_t>();
  (void)taker.take<std::uint16_t>();
  const auto crc = taker.take<std::uint32_t>();
  if (crc != crc32c(rest.first(kFrameHeadSize - 4)) || own_position != position) return std::nullopt;
  if (out.length < kFrameHeadSize + kFrameTailSize || out.length > rest.size()) return std::nullopt;
  return out;
}

bool body_is_whole(Span frame) {
  Taker tail(frame.last(kFrameTailSize));
  const auto crc = tail.take<std::uint32_t>();
  return tail.take<std::uint32_t>() == kEndMark && crc == crc32c(frame.first(frame.size() - kFrameTailSize));
}

// The CRC has vouched for the bytes; false for what no FrameWriter makes.
bool read_items(Span frame, const Head& head, ScannedFrame& out) {
  std::size_t at = kFrameHeadSize;
  const std::size_t end = frame.size() - kFrameTailSize;
  for (std::uint16_t i = 0; i < head.items; ++i) {
    if (end - at < kItemHeadSize) return false;
    Taker taker(frame.subspan(at, kItemHeadSize));
    Item item;
    item.head.kind = static_cast<ItemKind>(taker.take<std::uint8_t>());
    item.head.lane = static_cast<Lane>(taker.take<std::uint8_t>());
    item.head.event = static_cast<EventKind>(taker.take<std::uint8_t>());
    item.head.flags = taker.take<std::uint8_t>();
    item.length = taker.take<std::uint32_t>();
    item.head.seq = taker.take<std::uint64_t>();
    item.head.journal = taker.take<std::uint64_t>();
    item.crc = taker.take<std::uint32_t>();
    const auto erases = taker.take<std::uint32_t>();
    if (i == 0) out.erases = erases;
    at += kItemHeadSize;
    if (end - at < item.length || static_cast<std::size_t>(item.head.lane) >= kLanes) return false;
    item.at = out.at + static_cast<std::uint32_t>(at);
    at += item.length;
    out.items.push_back(item);
  }
  return at == end;
}

std::optional<ScannedFrame> read_frame(Span rest, std::uint32_t position) {
  const auto head = read_head(rest, position);
  if (!head) return std::nullopt;
  const auto bytes = rest.first(head->length);
  ScannedFrame frame{head->head, position, head->length, 0, {}};
  if (!body_is_whole(bytes) || !read_items(bytes, *head, frame)) return std::nullopt;
  return frame;
}

// No frame can be read at the front of `rest`, which reaches to the sector's end. Is it for certain one that was cut
// off? The end mark is programmed last: with a whole head the unit that holds the end is still erased; without one
// nothing follows the head's own units, though every accepted frame has items there.
bool is_torn(Span rest, std::uint32_t position, std::uint32_t program_size) {
  if (const auto head = read_head(rest, position)) {
    const auto end = padded(head->length, program_size);
    return is_erased(rest.subspan(end - program_size, program_size)) && is_erased(rest.subspan(end));
  }
  return is_erased(rest.subspan(std::min(rest.size(), padded(kFrameHeadSize, program_size))));
}

}  // namespace

std::uint32_t FrameWriter::add(const ItemHead& head, Span payload) {
  put(bytes_, static_cast<std::uint8_t>(head.kind));
  put(bytes_, static_cast<std::uint8_t>(head.lane));
  put(bytes_, static_cast<std::uint8_t>(head.event));
  put(bytes_, head.flags);
  put(bytes_, static_cast<std::uint32_t>(payload.size()));
  put(bytes_, head.seq);
  put(bytes_, head.journal);
  put(bytes_, crc32c(payload));
  put(bytes_, std::uint32_t{0});
  const auto at = static_cast<std::uint32_t>(bytes_.size());
  bytes_.insert(bytes_.end(), payload.begin(), payload.end());
  ++items_;
  return at;
}

std::uint32_t FrameWriter::size(std::uint32_t program_size) const {
  return static_cast<std::uint32_t>(padded(bytes_.size() + kFrameTailSize, program_size));
}

Span FrameWriter::finish(const FrameHead& head, const Target& target, std::uint32_t program_size) {
  std::vector<std::uint8_t> front, erases;
  front.reserve(kFrameHeadSize);
  put(front, kMagic);
  put(front, static_cast<std::uint32_t>(bytes_.size() + kFrameTailSize));
  put(front, head.number);
  put(front, head.journal);
  for (const auto next : head.next_seq) put(front, next);
  put(front, target.position);
  put(front, items_);
  put(front, std::uint16_t{0});
  put(front, crc32c(front));
  put(erases, target.erases);

  finished_ = bytes_;
  std::copy(front.begin(), front.end(), finished_.begin());
  std::copy(erases.begin(), erases.end(), finished_.begin() + kErasesAt);
  const auto crc = crc32c(finished_);
  put(finished_, crc);
  put(finished_, kEndMark);
  finished_.resize(padded(finished_.size(), program_size), 0xFF);
  return finished_;
}

std::uint32_t frame_size(std::size_t items, std::size_t payload_bytes, std::uint32_t program_size) {
  return static_cast<std::uint32_t>(
      padded(kFrameHeadSize + kFrameTailSize + items * kItemHeadSize + payload_bytes, program_size));
}

ScannedSector scan_sector(Span sector, std::uint32_t base, std::uint32_t program_size) {
  ScannedSector out;
  const auto size = static_cast<std::uint32_t>(sector.size());
  std::uint32_t at = 0, damaged_from = 0;
  bool damaged = false;
  while (at < size) {
    const auto rest = sector.subspan(at);
    if (auto frame = read_frame(rest, base + at)) {
      if (damaged) out.damage.push_back({base + damaged_from, false});  // something was accepted after it
      damaged = false;
      at += static_cast<std::uint32_t>(padded(frame->length, program_size));
      out.frames.push_back(std::move(*frame));
      continue;
    }
    if (!damaged) {
      if (is_erased(rest)) break;
      damaged = true;
      damaged_from = at;
    }
    at += program_size;  // a frame behind the damage begins at some program unit
  }
  out.end = at;
  if (damaged) {
    out.damage.push_back(
        {base + damaged_from, is_torn(sector.subspan(damaged_from), base + damaged_from, program_size)});
    out.end = size;
  }
  return out;
}

}  // namespace liftguard::journal
