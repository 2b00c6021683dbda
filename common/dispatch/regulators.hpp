// What regulators are told of an order's steps. Used inside common/dispatch alone.
#pragma once

#include "common/dispatch/order_record.hpp"
#include "common/dispatch/seen.hpp"
#include "common/rescue/rules.hpp"
#include "common/uploads/outbox.hpp"

namespace liftguard::dispatch {

// Into the outbox of uploads, for the receivers of the elevator's district. Without what only repeats an alarm, which
// is told as an event, and without what concerns the desk or the people in the car alone. `seen`: of the order's cause.
void report_to_regulators(uploads::Outbox& outbox, const OrderRecord& record, const Seen& seen,
                          const rescue::Happenings& happenings);

}  // namespace liftguard::dispatch
