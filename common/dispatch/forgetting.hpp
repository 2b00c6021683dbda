// Test orders (DV-22) after their time: a city makes 60,000 of them a day. No other order is ever forgotten.
#pragma once

#include "common/base/clock.hpp"
#include "common/storage/database.hpp"

namespace liftguard::dispatch {

// Takes at most `limit` test orders opened before `before` out of the database, with all that hangs on them; how many.
int forget_test_orders(storage::Transaction& tx, UtcTime before, int limit);

}  // namespace liftguard::dispatch
