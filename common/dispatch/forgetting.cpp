#include "common/dispatch/forgetting.hpp"

#include <array>

#include "common/base/id.hpp"
#include "common/rescue/order.hpp"

namespace liftguard::dispatch {

namespace {

using storage::Statement;

constexpr int kTestTag = 3;  // rescue::Tag::test, as the index orders_tests names it
static_assert(static_cast<int>(rescue::Tag::test) == kTestTag);

constexpr Statement kOld{"orders.old_tests",
                         "select id from orders where tag = 3 and opened_ms < :1 order by opened_ms limit :2"};

// Children before parents. An episode and an alarm outlive a test no more than the rest.
constexpr std::array kForget{
    Statement{"notices.forget_order", "delete from notices where order_id = :1"},
    Statement{"desk_alerts.forget_order", "delete from desk_alerts where order_id = :1"},
    Statement{"limits.forget_order", "delete from limits where order_id = :1"},
    Statement{"dispatches.forget_order", "delete from dispatches where order_id = :1"},
    Statement{"order_steps.forget_order", "delete from order_steps where order_id = :1"},
    Statement{"alarms.forget_order", "delete from alarms where order_id = :1"},
    Statement{"episodes.forget_order", "delete from episodes where order_id = :1"},
    Statement{"orders.forget_test", "delete from orders where id = :1 and tag = 3"},
};

}  // namespace

int forget_test_orders(storage::Transaction& tx, UtcTime before, int limit) {
  const auto orders = tx.query(kOld, before, limit);
  for (const auto& row : orders)
    for (const Statement& forget : kForget) tx.exec(forget, row.get<OrderId>(0));
  return static_cast<int>(orders.size());
}

}  // namespace liftguard::dispatch
