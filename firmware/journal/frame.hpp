// A frame: what becomes durable at once or not at all (the records of one engine step and the engine's state after it).
//
//   head   magic, length, number, journal id, the next number of each lane after this frame, own position, CRC
//   items  each: kind, lane, event kind, flags, length, seq, journal id, CRC of the payload, erases; payload
//   tail   CRC-32C of everything before it, end mark
//
// Little-endian. A frame never crosses a sector and is padded with 0xFF to the program size. Frame numbers rise over
// all regions, so that the order of all frames is known whatever sector they lie in. The first item's `erases` tells
// how often the frame's sector had been erased when it was written (wear.hpp).
//
// Readers pass over kinds of items and flags that they do not know, and over bytes behind what they know of a payload:
// so the version before this one can still read what this one writes (a firmware may be rolled back), and the next one.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "schemas/event_kind.hpp"

namespace liftguard::journal {

inline constexpr std::size_t kLanes = 3;
inline constexpr std::size_t kFrameHeadSize = 60;
inline constexpr std::size_t kFrameTailSize = 8;
inline constexpr std::size_t kItemHeadSize = 32;

using LaneNumbers = std::array<std::uint64_t, kLanes>;

enum class ItemKind : std::uint8_t {
  record = 1,
  kept = 2,        // the engine's state
  voided = 3,      // a sector whose older frames are dead from here on: u32 sector, u64 below which number, u32 its
                   // erases from here on
  checkpoint = 4,  // marks and damage (checkpoint.hpp)
};

// Of a record of the bulk lane that was spared when its lane was thinned: it is not spared again.
inline constexpr std::uint8_t kSpared = 1;

struct ItemHead {
  ItemKind kind = ItemKind::record;
  Lane lane = Lane::alarm;
  EventKind event{};  // of a record; 0 for a gap
  std::uint64_t seq = 0;
  std::uint64_t journal = 0;
  std::uint8_t flags = 0;
};

struct FrameHead {
  std::uint64_t number = 0;
  std::uint64_t journal = 0;
  LaneNumbers next_seq{1, 1, 1};
};

struct Item {
  ItemHead head;
  std::uint32_t at = 0;  // device offset of the payload
  std::uint32_t length = 0;
  std::uint32_t crc = 0;  // of the payload
};

// Builds one frame in memory.
class FrameWriter {
 public:
  FrameWriter() : bytes_(kFrameHeadSize, 0) {}

  // The payload's offset within the frame.
  std::uint32_t add(const ItemHead& head, std::span<const std::uint8_t> payload);

  // What the frame takes on a device, padding included.
  [[nodiscard]] std::uint32_t size(std::uint32_t program_size) const;

  // The whole of it; to be programmed at `target.position`. Again for another place after that one has failed. Valid
  // until the next call.
  struct Target {
    std::uint32_t position = 0;
    std::uint32_t erases = 0;  // of the sector there
  };
  [[nodiscard]] std::span<const std::uint8_t> finish(const FrameHead& head, const Target& target,
                                                     std::uint32_t program_size);

 private:
  std::vector<std::uint8_t> bytes_, finished_;
  std::uint16_t items_ = 0;
};

// What a frame of one record of that many bytes takes beyond them.
[[nodiscard]] std::uint32_t frame_size(std::size_t items, std::size_t payload_bytes, std::uint32_t program_size);

struct ScannedFrame {
  FrameHead head;
  std::uint32_t at = 0;
  std::uint32_t length = 0;  // without padding
  std::uint32_t erases = 0;  // of its sector
  std::vector<Item> items;
};

// Bytes that are no frame. `torn`: certainly a write that was cut off and so was never accepted (its end was never
// programmed); otherwise it may have been an accepted frame that has rotted.
struct Damage {
  std::uint32_t at = 0;
  bool torn = false;
};

struct ScannedSector {
  std::vector<ScannedFrame> frames;  // in order of position
  std::vector<Damage> damage;
  std::uint32_t end =
      0;  // offset within the sector at which the next frame may be programmed; its size where it is closed
  [[nodiscard]] bool erased() const { return frames.empty() && damage.empty(); }
};

// Reads a whole sector that begins at device offset `base`. Never trusts a length that a CRC does not cover.
[[nodiscard]] ScannedSector scan_sector(std::span<const std::uint8_t> sector, std::uint32_t base,
                                        std::uint32_t program_size);

}  // namespace liftguard::journal
