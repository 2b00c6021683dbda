#include "firmware/journal/recovery.hpp"

#include <algorithm>
#include <array>

#include "common/base/checksum.hpp"
#include "firmware/journal/little_endian.hpp"

namespace liftguard::journal {
namespace {

using Bytes = std::vector<std::uint8_t>;

constexpr std::array kLaneRegions{RegionName::alarm, RegionName::event, RegionName::bulk};

Bytes payload_of(Space& space, const Item& item) {
  Bytes out(item.length);
  space.read(item.at, out);
  return out;
}

struct Scan {
  std::vector<ScannedSector> sectors;
  std::map<std::uint32_t, std::uint64_t> void_below;  // sector -> frames with lower numbers are dead
};

Scan scan(Space& space) {
  Scan out;
  Bytes bytes(space.geometry().sector_size);
  for (std::uint32_t s = 0; s < space.sectors(); ++s) {
    const auto base = s * space.geometry().sector_size;
    space.read(base, bytes);
    out.sectors.push_back(scan_sector(bytes, base, space.geometry().program_size));
    for (const auto& frame : out.sectors.back().frames)
      for (const auto& item : frame.items)
        if (item.head.kind == ItemKind::voided) {
          Taker taker(std::span<const std::uint8_t>(bytes).subspan(item.at - base, item.length));
          auto& below = out.void_below[taker.take<std::uint32_t>()];
          below = std::max(below, taker.take<std::uint64_t>());
        }
  }
  return out;
}

// C3: what was given up stays dead, although its bytes may still be there.
void bury(Scan& scan) {
  for (const auto& [sector, below] : scan.void_below) {
    if (sector >= scan.sectors.size()) continue;
    std::erase_if(scan.sectors[sector].frames, [b = below](const auto& frame) { return frame.head.number < b; });
  }
}

void describe_sectors(Space& space, const Scan& scan) {
  for (std::uint32_t s = 0; s < space.sectors(); ++s) {
    const auto& found = scan.sectors[s];
    auto& sector = space.sector(s);
    sector = {};
    if (found.frames.empty()) {
      const bool blank = found.end == 0 && found.damage.empty();
      sector.use = blank ? Sector::Use::erased : Sector::Use::dead;
      continue;
    }
    sector.use = Sector::Use::used;
    sector.end = found.end;
    sector.first_number = found.frames.front().head.number;
    for (const auto& frame : found.frames) sector.last_number = std::max(sector.last_number, frame.head.number);
  }
}

// The sector of a region that was written last.
std::optional<std::uint32_t> newest_sector(const Space& space, RegionName region) {
  std::optional<std::uint32_t> out;
  for (auto s = space.first(region); s < space.first(region) + space.count(region); ++s)
    if (space.sector(s).use == Sector::Use::used &&
        (!out || space.sector(s).last_number > space.sector(*out).last_number))
      out = s;
  return out;
}

// Which damage is new, and which of that may have been an accepted frame. Damage in the region of the small state costs
// at most a resend: numbers are told by every frame.
void judge_damage(const Space& space, const Scan& scan, Recovered& out) {
  const auto& known = out.checkpoint.damage;
  for (const auto region : kLaneRegions) {
    const auto newest = newest_sector(space, region);
    for (auto s = space.first(region); s < space.first(region) + space.count(region); ++s) {
      const bool may_be_the_last_write = s == newest || space.sector(s).use != Sector::Use::used;
      for (const auto& damage : scan.sectors[s].damage) {
        const KnownDamage entry{damage.at, space.sector(s).first_number};
        out.damage.push_back(entry);
        if (std::find(known.begin(), known.end(), entry) != known.end()) continue;
        // One power cut cuts one write: of several "torn" ones at most one can be that.
        if (damage.torn && may_be_the_last_write && out.torn == 0) {
          ++out.torn;
          continue;
        }
        ++out.damaged;
        if (!out.damaged_region) out.damaged_region = region;
      }
    }
  }
}

void take_frame(Space& space, std::uint32_t sector, const ScannedFrame& frame, Recovered& out) {
  ++out.frames;
  if (frame.head.number >= out.newest.number) out.newest = frame.head;
  for (const auto& item : frame.items) {
    switch (item.head.kind) {
      case ItemKind::record:
        out.index.put({item.head.journal, item.head.lane, item.head.seq},
                      {sector, item.at, item.length, item.crc, item.head.event});
        break;
      case ItemKind::kept:
        out.kept = payload_of(space, item);
        out.kept_sector = sector;
        break;
      case ItemKind::checkpoint:
        if (auto checkpoint = decode_checkpoint(payload_of(space, item))) out.checkpoint = std::move(*checkpoint);
        break;
      case ItemKind::voided:
        break;
    }
  }
}

}  // namespace

Recovered recover(Space& space) {
  auto found = scan(space);
  bury(found);
  describe_sectors(space, found);

  struct Located {
    std::uint32_t sector;
    const ScannedFrame* frame;
  };
  std::vector<Located> frames;
  for (std::uint32_t s = 0; s < space.sectors(); ++s)
    for (const auto& frame : found.sectors[s].frames) frames.push_back({s, &frame});
  std::sort(frames.begin(), frames.end(),
            [](const auto& a, const auto& b) { return a.frame->head.number < b.frame->head.number; });

  Recovered out;
  for (const auto& [sector, frame] : frames) out.index.add_generation(frame->head.journal);
  for (const auto& [sector, frame] : frames) take_frame(space, sector, *frame, out);
  judge_damage(space, found, out);
  for (const auto region : {RegionName::alarm, RegionName::event, RegionName::bulk, RegionName::state})
    if (const auto newest = newest_sector(space, region)) space.set_current(region, *newest);
  return out;
}

}  // namespace liftguard::journal
