// The change log: one row for every committed change that somebody may want to see at once, numbered inside the write
// transaction, so that no reader can pass a number that commits later. The platform tails it.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/clock.hpp"
#include "common/base/id.hpp"
#include "common/storage/database.hpp"

namespace liftguard::storage {

struct Change {
  std::string kind{};         // "order", "desk_alert", "notice", "elevator", ...
  std::int64_t subject = 0;   // id of the thing that changed
  ElevatorId elevator{};      // none where the change is not about one
  UnitId unit{};              // whom it concerns besides the desk; none: the desk alone
  std::string detail = "{}";  // a small JSON object: {"what":"accepted",...}
};

struct StoredChange {
  std::int64_t seq = 0;
  UtcTime at{};
  Change change{};
};

// Gives the number of the change. Numbers are without gaps.
std::int64_t append_change(Transaction& tx, const Change& change, UtcTime at);

// Several, in their order.
void append_changes(Transaction& tx, std::span<const Change> changes, UtcTime at);

// At most `limit` changes with a number above `seq`, oldest first.
[[nodiscard]] std::vector<StoredChange> changes_after(Session& session, std::int64_t seq, int limit);

[[nodiscard]] std::int64_t newest_change(Session& session);  // 0 when there is none
[[nodiscard]] std::int64_t oldest_change(Session& session);  // 0 when there is none: older ones were thrown away

}  // namespace liftguard::storage
