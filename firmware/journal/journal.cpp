#include "firmware/journal/journal.hpp"

#include <algorithm>
#include <utility>

#include "common/base/checksum.hpp"
#include "firmware/journal/recovery.hpp"

namespace liftguard::journal {
namespace {

// After damage the newest frames may be missing: their numbers are not used again.
constexpr std::uint64_t kNumbersSkipped = 1'000;

std::size_t index_of(Lane lane) {
  return static_cast<std::size_t>(lane);
}

Lane highest_lane(std::span<const Draft> drafts) {
  return std::min_element(drafts.begin(), drafts.end(), [](const auto& a, const auto& b) { return a.lane < b.lane; })
      ->lane;
}

}  // namespace

Journal::Journal(BlockDevice& device, Options options)
    : options_(std::move(options)), space_(device, options_.sectors) {
  auto recovered = recover(space_);
  opened_.frames = recovered.frames;
  opened_.torn = recovered.torn;
  opened_.damaged = recovered.damaged;
  if (recovered.frames == 0) {
    format();
    return;
  }
  index_ = std::move(recovered.index);
  checkpoint_ = std::move(recovered.checkpoint);
  kept_ = std::move(recovered.kept);
  kept_sector_ = recovered.kept_sector;
  checkpoint_sector_ = recovered.checkpoint_sector;
  id_ = recovered.newest.journal;
  next_seq_ = recovered.newest.next_seq;
  next_number_ = recovered.newest.number + 1;
  for (const auto& [key, marks] : checkpoint_.marks)
    for (const auto& [first, last] : marks.intervals()) index_.confirm(key.first, key.second, first, last);

  const bool damage_changed = checkpoint_.damage != recovered.damage;
  checkpoint_.damage = std::move(recovered.damage);
  const auto old_id = id_;
  if (recovered.damaged > 0) {
    next_number_ += kNumbersSkipped;
    begin_new_id();
  }
  // Before anything is appended, or the next recovery would take the same damage for new.
  if (damage_changed || recovered.damaged > 0) write_checkpoint();
  if (recovered.damaged_region)
    append_gap({old_id, static_cast<Lane>(*recovered.damaged_region), 0}, 0, wire::GapCause::rot);
}

void Journal::format() {
  opened_.formatted = true;
  for (std::uint32_t s = 0; s < space_.sectors(); ++s)
    if (space_.sector(s).use != Sector::Use::erased) space_.give_up(s);
  begin_new_id();
  write_checkpoint();
}

void Journal::begin_new_id() {
  opened_.new_journal_id = true;
  do {
    id_ = options_.random() & wire::kMaxNumber;
  } while (id_ == 0 || index_.knows(id_));
  index_.add_generation(id_);
  next_seq_ = {1, 1, 1};
}

Result<std::vector<RecordKey>> Journal::append(std::span<const Draft> drafts, std::span<const std::uint8_t> kept) {
  if (drafts.empty()) {
    if (!kept.empty()) save_kept(kept);
    return std::vector<RecordKey>{};
  }
  std::size_t bytes = kept.size();
  for (const auto& draft : drafts) {
    if (draft.record.size() > options_.max_record)
      return refuse("too_large", std::to_string(draft.record.size()) + " bytes");
    bytes += draft.record.size();
  }
  const auto size = frame_size(drafts.size() + (kept.empty() ? 0 : 1), bytes, space_.geometry().program_size);
  if (size > space_.geometry().sector_size)
    return refuse("too_large", "one step of " + std::to_string(size) + " bytes");
  const auto region = make_room(highest_lane(drafts), size);
  if (!region) return refuse("full", "every sector holds alarms that wait for confirmation");

  FrameWriter frame;
  std::vector<RecordKey> keys;
  std::vector<std::uint32_t> offsets;
  const auto numbers_before = next_seq_;
  for (const auto& draft : drafts) {
    const auto key = take_number(draft.lane);
    keys.push_back(key);
    offsets.push_back(frame.add({ItemKind::record, key.lane, draft.kind, key.seq, key.journal}, draft.record));
  }
  if (!kept.empty()) frame.add({ItemKind::kept}, kept);
  const auto position = write(*region, frame);
  if (!position) {
    next_seq_ = numbers_before;
    return refuse("full", "no sector can be written any more");
  }
  for (std::size_t i = 0; i < keys.size(); ++i) put(keys[i], drafts[i].kind, *position + offsets[i], drafts[i].record);
  if (!kept.empty()) {
    kept_.assign(kept.begin(), kept.end());
    kept_sector_ = sector_of(*position);
  }
  remember_bad_sectors();
  return keys;
}

void Journal::save_kept(std::span<const std::uint8_t> kept) {
  kept_.assign(kept.begin(), kept.end());
  write_checkpoint();
}

bool Journal::save_marks() {
  if (!marks_changed_) return false;
  write_checkpoint();
  return true;
}

void Journal::write_checkpoint() {
  std::erase_if(checkpoint_.marks, [this](const auto& mark) {
    const auto journal = mark.first.first;
    if (index_.knows(journal)) return false;
    checkpoint_.retention.forget(journal);
    return true;
  });
  // The newest checkpoint is whole by itself: all sectors but its own are free.
  const auto begin = space_.first(RegionName::state);
  for (auto s = begin; s < begin + space_.count(RegionName::state); ++s)
    if (s != checkpoint_sector_ && s != space_.current(RegionName::state) && space_.sector(s).use == Sector::Use::used)
      space_.sector(s).use = Sector::Use::dead;
  do {
    checkpoint_.bad = space_.bad();
    FrameWriter frame;
    frame.add({ItemKind::checkpoint}, encode(checkpoint_));
    if (!kept_.empty()) frame.add({ItemKind::kept}, kept_);
    const auto position = write(RegionName::state, frame);
    if (!position) throw DeviceError("every sector of the journal is worn out");
    kept_sector_ = checkpoint_sector_ = sector_of(*position);
  } while (checkpoint_.bad != space_.bad());
  marks_changed_ = false;
}

void Journal::remember_bad_sectors() {
  if (checkpoint_.bad != space_.bad()) write_checkpoint();
}

std::optional<std::uint32_t> Journal::write(RegionName region, FrameWriter& frame) {
  if (const auto position = write_in(region, frame)) return position;
  for (const auto other : {RegionName::bulk, RegionName::event, RegionName::alarm})
    if (other != region)
      if (const auto position = write_in(other, frame)) return position;
  return std::nullopt;
}

std::optional<std::uint32_t> Journal::write_in(RegionName region, FrameWriter& frame) {
  const auto size = frame.size(space_.geometry().program_size);
  do {
    if (!space_.fits(region, size)) continue;
    const auto sector = *space_.current(region);
    const auto at = sector * space_.geometry().sector_size + space_.sector(sector).end;
    const auto number = next_number_++;  // a new one for each try: one that failed may be there whole
    if (const auto position = space_.write(region, frame, {number, id_, next_seq_})) return position;
    checkpoint_.damage.push_back({at, space_.sector(sector).first_number});
  } while (space_.open_next(region));
  return std::nullopt;
}

RecordKey Journal::take_number(Lane lane) {
  return {id_, lane, next_seq_[index_of(lane)]++};
}

void Journal::put(const RecordKey& key, EventKind kind, std::uint32_t at, std::span<const std::uint8_t> record) {
  index_.put(key, {sector_of(at), at, static_cast<std::uint32_t>(record.size()), crc32c(record), kind});
}

std::optional<wire::Bytes> Journal::read_place(const Place& place) {
  wire::Bytes out(place.length);
  try {
    space_.read(place.at, out);
  } catch (const SectorError&) {
    return std::nullopt;
  }
  return crc32c(out) == place.crc ? std::optional{std::move(out)} : std::nullopt;
}

std::size_t Journal::length(const RecordKey& key) const {
  const auto* place = index_.find(key);
  return place == nullptr ? 0 : place->length;
}

Result<wire::Bytes> Journal::read(const RecordKey& key) {
  const auto* place = index_.find(key);
  if (place == nullptr) return refuse("gone", "dropped to make room");
  auto bytes = read_place(*place);
  if (!bytes) return refuse("rot", "the record's bytes have changed on the device");
  return std::move(*bytes);
}

wire::Bytes Journal::gap_record(const RecordKey& first, std::uint64_t last, wire::GapCause cause) const {
  const wire::GapBody gap{options_.stamp(), first.lane, first.journal, first.seq, last, cause};
  return *wire::encode_record(gap);
}

void Journal::append_gap(const RecordKey& first, std::uint64_t last, wire::GapCause cause) {
  const auto record = gap_record(first, last, cause);
  const auto size = frame_size(1, record.size(), space_.geometry().program_size);
  const auto region = make_room(first.lane, size);
  if (!region) return;  // nothing but waiting alarms anywhere: they matter more
  const auto numbers_before = next_seq_;
  const auto key = take_number(first.lane);
  FrameWriter frame;
  const auto offset = frame.add({ItemKind::record, key.lane, EventKind{}, key.seq, key.journal}, record);
  if (const auto position = write(*region, frame))
    put(key, EventKind{}, *position + offset, record);
  else
    next_seq_ = numbers_before;
}

void Journal::lose(const RecordKey& key, wire::GapCause cause) {
  const auto* place = index_.find(key);
  if (place == nullptr) return;
  const auto told = place->kind == EventKind{} ? gap_of(*place) : std::nullopt;
  append_gap(key, key.seq, cause);
  // What a gap record told must be told again.
  if (told) append_gap({told->journal, told->lane, told->first}, told->last, told->cause);
  checkpoint_.marks[{key.journal, key.lane}].add(key.seq, key.seq);  // or the next recovery would offer it again
  marks_changed_ = true;
  index_.erase(key);
}

std::optional<wire::GapBody> Journal::gap_of(const Place& place) {
  const auto record = read_place(place);
  if (!record) return std::nullopt;
  const auto body = wire::decode_record(*record);
  const auto* gap = body ? std::get_if<wire::GapBody>(&*body) : nullptr;
  return gap == nullptr ? std::nullopt : std::optional{*gap};
}

}  // namespace liftguard::journal
