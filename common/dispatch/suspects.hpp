// What a box that is not to be believed has set going (fault row E10).
#pragma once

#include <string_view>
#include <vector>

#include "common/base/clock.hpp"
#include "common/base/id.hpp"
#include "common/storage/database.hpp"

namespace liftguard::dispatch {

// Orders that an alarm of this monitor opened or added to, received at `since` or later; oldest first.
[[nodiscard]] std::vector<OrderId> orders_touched_by(storage::Session& session, std::string_view monitor, UtcTime since,
                                                     int limit);

// Shown at the desk with the order: what its alarm said may be invented.
void mark_suspect(storage::Transaction& tx, OrderId order, std::string_view monitor, UtcTime since, UtcTime now);

}  // namespace liftguard::dispatch
