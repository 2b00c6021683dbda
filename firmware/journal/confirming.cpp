// What the gateway's confirmations do to the journal.
#include <algorithm>
#include <utility>

#include "firmware/journal/journal.hpp"

namespace liftguard::journal {

bool Journal::beyond_what_was_given(const wire::Confirm& confirm) const {
  return std::any_of(confirm.lanes.begin(), confirm.lanes.end(), [this](const wire::LaneMark& mark) {
    const auto next = next_seq_[static_cast<std::size_t>(mark.lane)];
    return mark.contiguous >= next || (!mark.ranges.empty() && mark.ranges.back().second >= next);
  });
}

bool Journal::is_of_known_database(std::uint64_t incarnation, SteadyTime now) {
  if (incarnation == checkpoint_.incarnation || checkpoint_.incarnation == 0) {
    other_incarnation_ = 0;
    return true;
  }
  if (std::exchange(other_incarnation_, incarnation) != incarnation) other_since_ = now;
  return now - other_since_ >= kDatabaseDoubt;
}

ConfirmOutcome Journal::confirm(const wire::Confirm& confirm, SteadyTime now) {
  if (!index_.knows(confirm.journal)) return ConfirmOutcome::unknown_journal;
  if (!is_of_known_database(confirm.incarnation, now)) return ConfirmOutcome::other_incarnation;
  if (confirm.incarnation != checkpoint_.incarnation) use_incarnation(confirm.incarnation);
  if (confirm.journal == id_ && beyond_what_was_given(confirm)) {
    renumber(id_);
    return ConfirmOutcome::history_lost;
  }
  for (const auto& mark : confirm.lanes) {
    auto& marks = checkpoint_.marks[{confirm.journal, mark.lane}];
    const auto take = [&](std::uint64_t first, std::uint64_t last) {
      marks.add(first, last);
      index_.confirm(confirm.journal, mark.lane, first, last);
    };
    if (mark.contiguous > 0) take(1, mark.contiguous);
    for (const auto& [first, last] : mark.ranges) take(first, last);
    const auto at = options_.stamp();
    if (!marks.empty() && at.quality != wire::TimeQuality::unset)
      checkpoint_.retention.note(confirm.journal, mark.lane, marks.intervals().rbegin()->second, at.wall);
  }
  marks_changed_ = true;
  alarm_space_full_ = alarm_space_full_ && index_.unconfirmed(Lane::alarm) > 0;
  return ConfirmOutcome::taken;
}

void Journal::announced(std::uint64_t incarnation) {
  if (incarnation != checkpoint_.incarnation) use_incarnation(incarnation);
}

// The marks spoke of another database. The gateway's next confirmation frees again what the new one has.
void Journal::use_incarnation(std::uint64_t incarnation) {
  if (checkpoint_.incarnation != 0) {
    checkpoint_.marks.clear();
    checkpoint_.retention.clear();
    index_.unconfirm_all();
  }
  checkpoint_.incarnation = incarnation;
  other_incarnation_ = 0;
  marks_changed_ = true;
}

// C5, C6: the gateway has numbers of `old_id` that were given by another copy of this journal. What waits here may be
// taken for a repeat of those: it is numbered anew.
void Journal::renumber(std::uint64_t old_id) {
  begin_new_id();
  write_checkpoint();
  for (const auto lane : {Lane::alarm, Lane::event, Lane::bulk}) {
    std::vector<RecordKey> waiting;
    for (auto key = index_.next_unconfirmed(lane, std::nullopt); key; key = index_.next_unconfirmed(lane, key))
      if (key->journal == old_id) waiting.push_back(*key);
    for (const auto& key : waiting) {
      const auto* place = index_.find(key);
      if (place == nullptr) continue;
      const auto kind = place->kind;
      const auto record = read_place(*place);
      const Draft draft{lane, kind, record ? std::span<const std::uint8_t>(*record) : std::span<const std::uint8_t>{}};
      if (!record || !append({&draft, 1}, {})) continue;
      checkpoint_.marks[{old_id, lane}].add(key.seq, key.seq);
      index_.confirm(old_id, lane, key.seq, key.seq);
    }
  }
  write_checkpoint();
}

}  // namespace liftguard::journal
