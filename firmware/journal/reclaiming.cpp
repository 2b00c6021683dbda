// Making room: which sector is given up, what is carried over from it, and what is told about the rest.
#include <algorithm>
#include <map>
#include <tuple>

#include "common/base/checksum.hpp"
#include "firmware/journal/journal.hpp"
#include "firmware/journal/little_endian.hpp"

namespace liftguard::journal {
namespace {

constexpr std::size_t kVoidedSize = 16;        // u32, u64, u32
constexpr std::uint32_t kMostSparedShare = 2;  // what is spared of a sector may take half of one

}  // namespace

// A sector that can be given up. Everything goes into one frame, written before the sector is erased, so that a power
// cut finds either the sector or all that replaces it. It goes into the region's last free sector, and the one that is
// given up is the free one from then on. Where the last free one was lost to wear, it goes wherever there is space.
struct Journal::Room {
  struct Gap {
    Lane lane;
    wire::Bytes record;
  };
  std::uint32_t victim = 0;
  std::vector<RecordKey> carried;  // unconfirmed alarms
  std::vector<RecordKey> spared;   // of the bulk lane, this once
  std::vector<RecordKey> dropped;
  std::vector<Gap> gaps;
  std::size_t carried_bytes = 0, spared_bytes = 0;
  std::uint32_t size = 0;  // of the frame

  bool drops_young = false;  // something that was confirmed less than kKeptAfterConfirmation ago

  // What carries no more than half a sector, what loses nothing that waits, what a restored gateway will not ask for;
  // of these what costs least, then the oldest.
  [[nodiscard]] auto rank(const Space& space) const {
    const bool is_heavy = carried_bytes > space.geometry().sector_size / 2;
    return std::tuple(is_heavy, !gaps.empty(), drops_young, carried_bytes, space.sector(victim).first_number);
  }
};

std::optional<RegionName> Journal::make_room(Lane lane, std::uint32_t size) {
  const auto own = static_cast<RegionName>(lane);
  if (make_room_in(own, size, Sacrifice::nothing)) return own;
  if (lane != Lane::alarm) {
    // An event whose lane's sectors are worn out, or full of alarms that found no other place, goes before any ride.
    if (make_room_in(RegionName::bulk, size, Sacrifice::nothing)) return RegionName::bulk;
    return make_room_in(own, size, Sacrifice::words) ? std::optional{own} : std::nullopt;
  }
  alarm_space_full_ = true;
  for (const auto sacrifice : {Sacrifice::repeats, Sacrifice::words})
    for (const auto region : {RegionName::alarm, RegionName::event, RegionName::bulk})
      if (make_room_in(region, size, sacrifice)) return region;
  return std::nullopt;
}

bool Journal::make_room_in(RegionName region, std::uint32_t size, Sacrifice sacrifice) {
  // Every round opens a sector, frees one or retires one.
  for (auto rounds = 2 * space_.count(region); rounds > 0; --rounds) {
    if (space_.fits(region, size)) return true;
    const auto free = space_.free_sectors(region);
    if (free > 1 || (free == 1 && space_.used_sectors(region) == 0)) {
      (void)space_.open_next(region);  // if that fails there are fewer
      continue;
    }
    auto room = find_room(region, size, sacrifice);
    if (!room) return false;
    (void)space_.open_next(region);
    if (!carry_out(region, *room)) return false;
  }
  return false;
}

std::optional<Journal::Room> Journal::find_room(RegionName region, std::uint32_t size, Sacrifice sacrifice) {
  std::optional<Room> best;
  for (auto s = space_.first(region); s < space_.first(region) + space_.count(region); ++s) {
    if (space_.sector(s).use != Sector::Use::used) continue;
    auto room = empty_sector(s, sacrifice);
    if (room.size + size <= space_.geometry().sector_size && (!best || room.rank(space_) < best->rank(space_)))
      best = std::move(room);
  }
  return best;
}

bool Journal::is_mergeable(const RecordKey& key, const Place& place) const {
  if (place.kind != EventKind::self_test && place.kind != EventKind::alarm_button) return false;
  return index_.newest_unconfirmed(key.lane, place.kind) != key;
}

// Of a clip a part is worth nothing: all its pieces are spared, or the sector with them is given up whole.
bool Journal::is_spared(const RecordKey& key, const Place& place, bool is_gap) const {
  if (key.lane != Lane::bulk || is_gap || (place.flags & kSpared) != 0) return false;
  return place.kind != EventKind::ride || key.seq % kSpareEvery == 0;
}

Journal::Room Journal::empty_sector(std::uint32_t sector, Sacrifice sacrifice) {
  auto room = plan_room(sector, sacrifice, Thinning::spare);
  // Where sparing would hardly free anything, only clips are left: the oldest go.
  if (!room.spared.empty() && room.size > space_.geometry().sector_size / kMostSparedShare)
    room = plan_room(sector, sacrifice, Thinning::spare_nothing);
  return room;
}

Journal::Room Journal::plan_room(std::uint32_t sector, Sacrifice sacrifice, Thinning thinning) {
  Room room;
  room.victim = sector;
  const auto now = options_.stamp().wall;
  std::map<std::pair<std::uint64_t, Lane>, IntervalSet> lost;
  for (const auto& key : index_.in_sector(sector)) {
    const auto& place = *index_.find(key);
    if (!index_.is_unconfirmed(key)) {
      room.drops_young = room.drops_young || !checkpoint_.retention.is_past(key, now);
      room.dropped.push_back(key);
      continue;
    }
    const auto gap = place.kind == EventKind{} ? gap_of(place) : std::nullopt;
    if (key.lane == Lane::alarm && !gap && !(sacrifice != Sacrifice::nothing && is_mergeable(key, place))) {
      room.carried.push_back(key);
      room.carried_bytes += place.length + kItemHeadSize;
      continue;
    }
    if (thinning == Thinning::spare && is_spared(key, place, gap.has_value())) {
      room.spared.push_back(key);
      room.spared_bytes += place.length + kItemHeadSize;
      continue;
    }
    room.dropped.push_back(key);
    lost[{key.journal, key.lane}].add(key.seq, key.seq);
    // What a gap record told must be told again by the one that replaces it.
    if (gap && gap->first > 0) lost[{gap->journal, gap->lane}].add(gap->first, gap->last);
  }
  tell_lost(lost, sacrifice, room);
  room.size = size_of(room);
  return room;
}

void Journal::tell_lost(const std::map<std::pair<std::uint64_t, Lane>, IntervalSet>& lost, Sacrifice sacrifice,
                        Room& room) const {
  for (const auto& [key, numbers] : lost) {
    if (sacrifice == Sacrifice::words && key.second != Lane::alarm) continue;
    const auto cause = key.second == Lane::alarm ? wire::GapCause::merged : wire::GapCause::full;
    for (const auto& [first, last] : numbers.intervals())
      room.gaps.push_back({key.second, gap_record({key.first, key.second, first}, last, cause)});
  }
}

// Of the frame that replaces the sector.
std::uint32_t Journal::size_of(const Room& room) const {
  std::size_t items = room.carried.size() + room.spared.size() + room.gaps.size() + 1;
  std::size_t bytes =
      room.carried_bytes + room.spared_bytes - (room.carried.size() + room.spared.size()) * kItemHeadSize;
  bytes += kVoidedSize;
  for (const auto& gap : room.gaps) bytes += gap.record.size();
  if (room.victim == kept_sector_ && !kept_.empty()) {
    bytes += kept_.size();
    ++items;
  }
  if (room.victim == checkpoint_sector_) {
    bytes += encode(checkpoint_).size();
    ++items;
  }
  return frame_size(items, bytes, space_.geometry().program_size);
}

// False: nothing could be written, and nothing has changed.
bool Journal::carry_out(RegionName region, Room& room) {
  struct Moved {
    RecordKey key;
    Place place;
  };
  FrameWriter frame;
  std::vector<Moved> moved;
  std::vector<RecordKey> rotten;
  const auto add = [&](const RecordKey& key, const Place& place, const wire::Bytes& record) {
    const ItemHead head{ItemKind::record, key.lane, place.kind, key.seq, key.journal, place.flags};
    moved.push_back({key, place});
    moved.back().place.at = frame.add(head, record);
  };
  const auto move = [&](const RecordKey& key, std::uint8_t flags) {
    auto place = *index_.find(key);
    place.flags |= flags;
    if (const auto record = read_place(place))
      add(key, place, *record);
    else
      rotten.push_back(key);
  };
  for (const auto& key : room.carried) move(key, 0);
  for (const auto& key : room.spared) move(key, kSpared);
  const auto numbers_before = next_seq_;
  for (const auto& gap : room.gaps)
    add(take_number(gap.lane), {0, 0, static_cast<std::uint32_t>(gap.record.size()), crc32c(gap.record), {}, 0},
        gap.record);
  if (room.victim == kept_sector_ && !kept_.empty()) frame.add({ItemKind::kept}, kept_);
  if (room.victim == checkpoint_sector_) frame.add({ItemKind::checkpoint}, encode(checkpoint_));
  std::vector<std::uint8_t> voided;
  journal::put(voided, room.victim);
  journal::put(voided, next_number_);
  journal::put(voided, space_.sector(room.victim).erases + 1);
  frame.add({ItemKind::voided}, voided);

  space_.close(room.victim);  // it may be the current one: what replaces it must not lie in it
  const auto position = write(region, frame);
  if (!position) {
    next_seq_ = numbers_before;
    return false;
  }
  const auto now_in = sector_of(*position);
  if (room.victim == kept_sector_) kept_sector_ = now_in;
  if (room.victim == checkpoint_sector_) checkpoint_sector_ = now_in;
  for (auto& [key, place] : moved) {
    place.sector = now_in;
    place.at += *position;
    index_.put(key, place);
  }
  for (const auto& key : room.dropped) index_.erase(key);
  for (const auto& key : rotten) index_.erase(key);
  space_.give_up(room.victim);
  // Before the frame that makes a sector void which could not be erased is given up itself.
  remember_bad_sectors();
  for (const auto& key : rotten) append_gap(key, key.seq, wire::GapCause::rot);
  return true;
}

}  // namespace liftguard::journal
