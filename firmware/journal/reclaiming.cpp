// Making room: which sector is given up, what is carried over from it, and what is told about the rest.
#include <algorithm>
#include <map>
#include <tuple>

#include "common/base/checksum.hpp"
#include "firmware/journal/journal.hpp"
#include "firmware/journal/little_endian.hpp"

namespace liftguard::journal {

// A sector that can be given up. Everything goes into one frame, written before the sector is erased, so that a power
// cut finds either the sector or all that replaces it.
struct Journal::Room {
  struct Gap {
    Lane lane;
    wire::Bytes record;
  };
  std::uint32_t victim = 0;
  std::vector<RecordKey> carried;  // unconfirmed alarms
  std::vector<RecordKey> dropped;
  std::vector<Gap> gaps;
  std::size_t carried_bytes = 0;
  std::uint32_t size = 0;  // of the frame

  // What costs least, then what loses nothing, then the oldest.
  [[nodiscard]] auto rank(const Space& space) const {
    return std::tuple(carried_bytes, !gaps.empty(), space.sector(victim).first_number);
  }
};

std::optional<RegionName> Journal::make_room(Lane lane, std::uint32_t size) {
  const auto own = static_cast<RegionName>(lane);
  if (make_room_in(own, size, Sacrifice::nothing)) return own;
  if (lane != Lane::alarm) return make_room_in(own, size, Sacrifice::words) ? std::optional{own} : std::nullopt;
  alarm_space_full_ = true;
  for (const auto sacrifice : {Sacrifice::repeats, Sacrifice::words})
    for (const auto region : {RegionName::alarm, RegionName::event, RegionName::bulk})
      if (make_room_in(region, size, sacrifice)) return region;
  return std::nullopt;
}

bool Journal::make_room_in(RegionName region, std::uint32_t size, Sacrifice sacrifice) {
  if (space_.fits(region, size)) return true;
  const auto free = space_.free_sectors(region);
  if (free == 0) return false;
  if (free > 1) {
    space_.open_next(region);
    return true;
  }
  auto room = find_room(region, size, sacrifice);
  if (!room) return false;
  space_.open_next(region);
  carry_out(region, *room);
  return true;
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

Journal::Room Journal::empty_sector(std::uint32_t sector, Sacrifice sacrifice) {
  Room room;
  room.victim = sector;
  std::map<std::pair<std::uint64_t, Lane>, IntervalSet> lost;
  for (const auto& key : index_.in_sector(sector)) {
    const auto& place = *index_.find(key);
    if (!index_.is_unconfirmed(key)) {
      room.dropped.push_back(key);
      continue;
    }
    const bool is_gap = place.kind == EventKind{};
    if (key.lane == Lane::alarm && !is_gap && !(sacrifice != Sacrifice::nothing && is_mergeable(key, place))) {
      room.carried.push_back(key);
      room.carried_bytes += place.length + kItemHeadSize;
      continue;
    }
    room.dropped.push_back(key);
    lost[{key.journal, key.lane}].add(key.seq, key.seq);
    if (!is_gap) continue;
    // What a gap record told must be told again by the one that replaces it.
    if (const auto gap = gap_of(place); gap && gap->first > 0)
      lost[{gap->journal, gap->lane}].add(gap->first, gap->last);
  }

  std::size_t items = room.carried.size() + 1, bytes = room.carried_bytes - room.carried.size() * kItemHeadSize + 12;
  for (const auto& [key, numbers] : lost) {
    if (sacrifice == Sacrifice::words && key.second != Lane::alarm) continue;
    for (const auto& [first, last] : numbers.intervals()) {
      const auto cause = key.second == Lane::alarm ? wire::GapCause::merged : wire::GapCause::full;
      room.gaps.push_back({key.second, gap_record({key.first, key.second, first}, last, cause)});
      bytes += room.gaps.back().record.size();
      ++items;
    }
  }
  if (sector == kept_sector_) {
    bytes += kept_.size();
    ++items;
  }
  room.size = frame_size(items, bytes, space_.geometry().program_size);
  return room;
}

void Journal::carry_out(RegionName region, Room& room) {
  struct Moved {
    RecordKey key;
    Place place;
  };
  FrameWriter frame;
  std::vector<Moved> moved;
  std::vector<RecordKey> rotten;
  const auto add = [&](const RecordKey& key, EventKind kind, const wire::Bytes& record, std::uint32_t crc) {
    const auto offset = frame.add({ItemKind::record, key.lane, kind, key.seq, key.journal}, record);
    moved.push_back({key, {0, offset, static_cast<std::uint32_t>(record.size()), crc, kind}});
  };
  for (const auto& key : room.carried) {
    const auto place = *index_.find(key);
    const auto record = read_place(place);
    if (record)
      add(key, place.kind, *record, place.crc);
    else
      rotten.push_back(key);
  }
  for (const auto& gap : room.gaps) add(take_number(gap.lane), EventKind{}, gap.record, crc32c(gap.record));
  if (room.victim == kept_sector_ && !kept_.empty()) frame.add({ItemKind::kept}, kept_);
  std::vector<std::uint8_t> voided;
  journal::put(voided, room.victim);
  journal::put(voided, next_number_);
  frame.add({ItemKind::voided}, voided);

  const auto position = write(region, frame);
  const auto current = *space_.current(region);
  if (room.victim == kept_sector_) kept_sector_ = current;
  for (auto& [key, place] : moved) {
    place.sector = current;
    place.at += position;
    index_.put(key, place);
  }
  for (const auto& key : room.dropped) index_.erase(key);
  for (const auto& key : rotten) index_.erase(key);
  space_.erase(room.victim);
  for (const auto& key : rotten) append_gap(key, key.seq, wire::GapCause::rot);
}

}  // namespace liftguard::journal
