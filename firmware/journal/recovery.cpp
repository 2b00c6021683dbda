#include "firmware/journal/recovery.hpp"

#include <algorithm>
#include <array>

#include "common/base/checksum.hpp"
#include "firmware/journal/little_endian.hpp"

namespace liftguard::journal {
namespace {

using Bytes = std::vector<std::uint8_t>;

constexpr std::array kLaneRegions{RegionName::alarm, RegionName::event, RegionName::bulk};

// Once more, since not all sectors fit in memory at a time: what was read before may not be readable any more.
std::optional<Bytes> payload_of(Space& space, const Item& item) {
  Bytes out(item.length);
  try {
    space.read(item.at, out);
  } catch (const SectorError&) {
    return std::nullopt;
  }
  return crc32c(out) == item.crc ? std::optional{std::move(out)} : std::nullopt;
}

struct Scan {
  std::vector<ScannedSector> sectors;
  std::map<std::uint32_t, std::uint64_t> void_below;  // sector -> frames with lower numbers are dead
  std::map<std::uint32_t, std::uint32_t> erases;      // of a sector, as far as any frame tells
};

// C3: what cannot be read may have been accepted frames.
ScannedSector unreadable(const Geometry& geometry, std::uint32_t base) {
  return {{}, {{base, false}}, geometry.sector_size};
}

void note_erases(Scan& scan, std::uint32_t sector, std::uint32_t erases) {
  auto& known = scan.erases[sector];
  known = std::max(known, erases);
}

void note_voided(Scan& scan, std::span<const std::uint8_t> payload) {
  Taker taker(payload);
  const auto sector = taker.take<std::uint32_t>();
  auto& below = scan.void_below[sector];
  below = std::max(below, taker.take<std::uint64_t>());
  note_erases(scan, sector, taker.take<std::uint32_t>());  // 0 of the first version
}

Scan scan(Space& space) {
  Scan out;
  Bytes bytes(space.geometry().sector_size);
  for (std::uint32_t s = 0; s < space.sectors(); ++s) {
    const auto base = s * space.geometry().sector_size;
    try {
      space.read(base, bytes);
    } catch (const SectorError&) {
      out.sectors.push_back(unreadable(space.geometry(), base));
      continue;
    }
    out.sectors.push_back(scan_sector(bytes, base, space.geometry().program_size));
    for (const auto& frame : out.sectors.back().frames) {
      note_erases(out, s, frame.erases);
      for (const auto& item : frame.items)
        if (item.head.kind == ItemKind::voided)
          note_voided(out, std::span<const std::uint8_t>(bytes).subspan(item.at - base, item.length));
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

// What the newest checkpoint says of sectors that are worn out.
std::map<std::uint32_t, BadSector::Content> bad_sectors(Space& space, const Scan& scan) {
  std::uint64_t newest = 0;
  std::map<std::uint32_t, BadSector::Content> out;
  for (const auto& sector : scan.sectors)
    for (const auto& frame : sector.frames)
      for (const auto& item : frame.items) {
        if (item.head.kind != ItemKind::checkpoint || frame.head.number < newest) continue;
        const auto payload = payload_of(space, item);
        const auto checkpoint = payload ? decode_checkpoint(*payload) : std::nullopt;
        if (!checkpoint) continue;
        newest = frame.head.number;
        out.clear();
        for (const auto& bad : checkpoint->bad) out[bad.sector] = bad.content;
      }
  return out;
}

std::uint32_t most_erases(const Space& space, const Scan& scan, RegionName region) {
  std::uint32_t out = 0;
  for (const auto& [sector, erases] : scan.erases)
    if (space.region_of(sector) == region) out = std::max(out, erases);
  return out;
}

void describe_sectors(Space& space, Scan& scan) {
  const auto bad = bad_sectors(space, scan);
  for (std::uint32_t s = 0; s < space.sectors(); ++s) {
    auto& found = scan.sectors[s];
    auto& sector = space.sector(s);
    const auto known = scan.erases.find(s);
    sector = {};
    sector.erases = known != scan.erases.end() ? known->second : most_erases(space, scan, space.region_of(s));
    const auto worn = bad.find(s);
    sector.worn = worn != bad.end();
    if (sector.worn && worn->second == BadSector::Content::dead) {
      found = {};
      sector.use = Sector::Use::retired;
      continue;
    }
    if (found.frames.empty()) {
      const bool blank = found.end == 0 && found.damage.empty() && !sector.worn;
      sector.use = blank ? Sector::Use::erased : Sector::Use::dead;
      continue;
    }
    sector.use = Sector::Use::used;
    sector.end = sector.worn ? space.geometry().sector_size : found.end;
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
                      {sector, item.at, item.length, item.crc, item.head.event, item.head.flags});
        break;
      case ItemKind::kept:
        if (auto kept = payload_of(space, item)) {
          out.kept = std::move(*kept);
          out.kept_sector = sector;
        }
        break;
      case ItemKind::checkpoint:
        if (const auto payload = payload_of(space, item))
          if (auto checkpoint = decode_checkpoint(*payload)) {
            out.checkpoint = std::move(*checkpoint);
            out.checkpoint_sector = sector;
          }
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
