// What regulators are told of an order's steps. Used inside common/dispatch alone.
#pragma once

#include "common/dispatch/order_record.hpp"
#include "common/rescue/rules.hpp"
#include "common/storage/database.hpp"

namespace liftguard::dispatch {

// Into the outbox of uploads, for the receivers of the elevator's district. Without what only repeats an alarm, which
// is told as an event, and without what concerns the desk or the people in the car alone.
void report_to_regulators(storage::Transaction& tx, const OrderRecord& record, const rescue::Happenings& happenings,
                          UtcTime now);

}  // namespace liftguard::dispatch
