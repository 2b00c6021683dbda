// When records were confirmed, to the week: what was confirmed less than kKeptAfterConfirmation ago goes only when
// nothing older can, since a gateway that is restored from a backup may want it again (fault row B16). Pure.
#pragma once

#include <chrono>
#include <cstdint>
#include <vector>

#include "common/base/clock.hpp"
#include "firmware/journal/index.hpp"
#include "schemas/event_kind.hpp"

namespace liftguard::journal {

inline constexpr std::chrono::days kKeptAfterConfirmation{30};

// Up to that number everything of a journal and lane counts as confirmed in that week since 1970 or before, if it is
// confirmed at all: one that hung behind its successors counts with them.
struct ConfirmedBy {
  std::uint64_t journal = 0;
  Lane lane = Lane::alarm;
  std::uint32_t week = 0;
  std::uint64_t up_to = 0;

  auto operator<=>(const ConfirmedBy&) const = default;
};

class Retention {
 public:
  Retention() = default;
  explicit Retention(std::vector<ConfirmedBy> entries) : entries_(std::move(entries)) {}

  void note(std::uint64_t journal, Lane lane, std::uint64_t up_to, UtcTime now);

  // Certainly confirmed so long ago; a clock that was wrong, or none, makes records younger, not older.
  [[nodiscard]] bool is_past(const RecordKey& key, UtcTime now) const;

  void forget(std::uint64_t journal);
  void clear() { entries_.clear(); }
  [[nodiscard]] const std::vector<ConfirmedBy>& entries() const { return entries_; }

 private:
  std::vector<ConfirmedBy> entries_;  // few: six weeks of three lanes of the journal ids that still have records
};

}  // namespace liftguard::journal
