// Takes the steps of a district's chain when they fall due (RS-6, RS-12), and knows which orders a dispatcher has
// opened.
#pragma once

#include <string_view>

#include "common/base/clock.hpp"
#include "common/base/id.hpp"
#include "common/base/result.hpp"
#include "common/dispatch/order_record.hpp"
#include "common/storage/audit.hpp"
#include "common/storage/database.hpp"

namespace liftguard::dispatch {

inline constexpr std::string_view kEscalationTimer =
    "escalation";  // the order's next step is due; `subject`: the order

// Arms the timer of the order's next step, moves it, or cancels it. After the order's rows have been written.
void move_escalation(storage::Transaction& tx, const OrderRecord& record);

// Takes every step that is due, each once in a round and judged by what holds now; gives the number of steps taken.
int escalate(storage::Transaction& tx, OrderId order, UtcTime now);

// A dispatcher on duty.
struct Seat {
  storage::Actor actor{};
  DistrictId district{};  // that they sit for; none: every one
};

// RS-12: a dispatcher has opened the order. The first one of its district in a round counts and stands on the time
// line; alerts that nobody had opened it end. One of another district changes nothing. Refused: "not_found".
[[nodiscard]] Result<void> open_at_desk(storage::Transaction& tx, OrderId order, const Seat& seat, UtcTime now);

}  // namespace liftguard::dispatch
