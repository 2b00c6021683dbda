#include "firmware/journal/retention.hpp"

#include <algorithm>

namespace liftguard::journal {
namespace {

using Weeks = std::chrono::duration<std::int64_t, std::ratio<604'800>>;

std::uint32_t week_of(UtcTime time) {
  return static_cast<std::uint32_t>(
      std::max<std::int64_t>(0, std::chrono::floor<Weeks>(time.time_since_epoch()).count()));
}

UtcTime end_of(std::uint32_t week) {
  return UtcTime{std::chrono::duration_cast<Milliseconds>(Weeks{std::int64_t{week} + 1})};
}

bool is_past(const ConfirmedBy& entry, UtcTime now) {
  return end_of(entry.week) + kKeptAfterConfirmation <= now;
}

}  // namespace

void Retention::note(std::uint64_t journal, Lane lane, std::uint64_t up_to, UtcTime now) {
  const auto week = week_of(now);
  ConfirmedBy* newest_past = nullptr;
  for (auto& entry : entries_) {
    if (entry.journal != journal || entry.lane != lane) continue;
    if (entry.week == week) {
      entry.up_to = std::max(entry.up_to, up_to);
      return;
    }
    if (journal::is_past(entry, now) && (newest_past == nullptr || entry.week > newest_past->week))
      newest_past = &entry;
  }
  // Of those that are past the newest says all that the others say.
  if (newest_past != nullptr)
    std::erase_if(entries_, [kept = *newest_past](const ConfirmedBy& entry) {
      return entry.journal == kept.journal && entry.lane == kept.lane && entry.week < kept.week;
    });
  entries_.push_back({journal, lane, week, up_to});
}

bool Retention::is_past(const RecordKey& key, UtcTime now) const {
  return std::any_of(entries_.begin(), entries_.end(), [&](const ConfirmedBy& entry) {
    return entry.journal == key.journal && entry.lane == key.lane && entry.up_to >= key.seq &&
           journal::is_past(entry, now);
  });
}

void Retention::forget(std::uint64_t journal) {
  std::erase_if(entries_, [journal](const ConfirmedBy& entry) { return entry.journal == journal; });
}

}  // namespace liftguard::journal
