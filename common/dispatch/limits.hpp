// Limits as rows (RS-5, RS-6): (order, level, step, round) with the true due time, and what happens when one passes.
#pragma once

#include <optional>
#include <span>

#include "common/base/clock.hpp"
#include "common/base/id.hpp"
#include "common/storage/database.hpp"
#include "common/timers/loop.hpp"

namespace liftguard::dispatch {

// Kinds of timers that this store arms; `subject` is the order.
inline constexpr std::string_view kOrderTimer = "order";           // the order's next limit has passed
inline constexpr std::string_view kRingAgainTimer = "ring_again";  // closed, but the episode is open (RS-9)

// Makes the loop fire limits, second rings and the steps of the districts' chains (escalation.hpp). One process is
// enough; more do no harm.
void handle_order_timers(timers::TimerLoop& loop);

// Fires everything of the order that is due: each limit once, oldest first, re-checked against the taps; nothing at
// all before due + 1 ms. Gives the number fired.
int fire_due_limits(storage::Transaction& tx, OrderId order, UtcTime now);
int fire_due_limits(storage::Transaction& tx, std::span<const OrderId> orders, UtcTime now);  // of each; none twice

// The same, named by one of its limits. False: there was nothing to fire for it.
bool fire_limit(storage::Transaction& tx, LimitId limit, UtcTime now);

}  // namespace liftguard::dispatch
