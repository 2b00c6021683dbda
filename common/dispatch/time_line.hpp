// The time line of an order as people read it. Used inside common/dispatch alone.
#pragma once

#include <vector>

#include "common/dispatch/views.hpp"
#include "common/storage/database.hpp"

namespace liftguard::dispatch {

[[nodiscard]] std::vector<TimelineEntry> read_time_line(storage::Session& session, OrderId order);

}  // namespace liftguard::dispatch
