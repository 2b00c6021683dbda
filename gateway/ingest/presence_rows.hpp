// Presence as the database and the desk hear of it: in short transactions of their own, which nobody's alarm waits for
// or shares (a fleet that comes or goes at once is tens of thousands of rows).
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/clock.hpp"
#include "common/storage/database.hpp"
#include "gateway/ingest/known_boxes.hpp"
#include "gateway/ingest/presence.hpp"

namespace liftguard::gateway {

// Of one transaction; both bound it, for a row costs an engine with a server ten times what it costs another.
inline constexpr std::size_t kPresenceRowsAtOnce = 100;

struct PresenceTerms {
  UtcTime now;
  leases::SlotSet moved;             // others' slots by now: passed over
  std::function<bool()> time_is_up;  // enough for one transaction
};

// What was written, for the book once the transaction is committed.
struct PresenceWritten {
  std::vector<std::string> monitors;
  SilenceTidings tidings;
};

[[nodiscard]] PresenceWritten write_presence(storage::Transaction& tx, const PresenceBook& book,
                                             const KnownBoxes& boxes, const PresenceTerms& terms);

// A box that hangs in a lift and is blind.
struct BlindBox {
  PresenceRow presence;
  std::string code, estate, place;  // of the elevator
};
[[nodiscard]] std::vector<BlindBox> blind_boxes(storage::Session& session, int limit);  // longest first

// Two lines for an operator: Chinese first, times in UTC+8.
[[nodiscard]] std::string describe(const BlindBox& box, UtcTime now);

}  // namespace liftguard::gateway
