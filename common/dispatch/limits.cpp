#include "common/dispatch/limits.hpp"

#include <algorithm>
#include <vector>

#include "common/dispatch/alarm_rows.hpp"
#include "common/dispatch/escalation.hpp"
#include "common/dispatch/order_record.hpp"
#include "common/dispatch/telling.hpp"
#include "common/dispatch/typical_times.hpp"
#include "common/rescue/rules.hpp"
#include "common/timers/timers.hpp"

namespace liftguard::dispatch {

using rescue::Happening;
using rescue::What;
using storage::Statement;
using storage::Transaction;

namespace {

constexpr Statement kFindLimit{"limits.find", "select order_id, fired_ms from limits where id = :1"};

// RS-9: an order closed while the box's episode is open rings again.
void ring_again(Transaction& tx, OrderId order, UtcTime now) {
  const auto record = load_order(tx, order);
  if (!record || record->order.open() || !episodes_of(tx, order).open) return;
  tell(tx, *record, {{.what = What::episode_still_open, .at = now}}, {.now = now});
}

}  // namespace

int fire_due_limits(Transaction& tx, OrderId order, UtcTime now) {
  return fire_due_limits(tx, {&order, 1}, now);
}

int fire_due_limits(Transaction& tx, std::span<const OrderId> orders, UtcTime now) {
  std::vector<OrderRecord> passed;
  std::vector<rescue::Happenings> happenings;
  std::vector<timers::Timer> again;
  for (OrderRecord& record : load_orders(tx, orders)) {
    rescue::Happenings settled = rescue::settle(record.order, record.crews(), now, now);
    if (!settled.empty()) {
      passed.push_back(std::move(record));
      happenings.push_back(std::move(settled));
    } else if (const auto next = rescue::next_due(record.order)) {
      // The timer came for a limit that was met since; the next one needs it again.
      again.push_back({.kind = std::string(kOrderTimer), .subject = record.id.value, .due = *next});
    }
  }
  timers::arm_all(tx, again);
  save_orders(tx, passed);
  const Telling telling{.now = now};
  std::vector<Tale> tales;
  for (std::size_t i = 0; i < passed.size(); ++i) tales.push_back({passed[i], happenings[i], telling});
  tell_all(tx, tales);
  int fired = 0;
  for (const rescue::Happenings& of_one : happenings)
    fired += static_cast<int>(std::ranges::count(of_one, What::limit_passed, &Happening::what));
  return fired;
}

bool fire_limit(Transaction& tx, LimitId limit, UtcTime now) {
  const auto before = tx.query_one(kFindLimit, limit);
  if (!before || before->get<std::optional<UtcTime>>(1)) return false;
  fire_due_limits(tx, before->get<OrderId>(0), now);
  return tx.query_one(kFindLimit, limit)->get<std::optional<UtcTime>>(1).has_value();
}

void handle_order_timers(timers::TimerLoop& loop) {
  loop.handle_all(std::string(kOrderTimer), [](Transaction& tx, std::span<const timers::Timer> due, UtcTime now) {
    std::vector<OrderId> orders;
    for (const timers::Timer& timer : due) orders.push_back(OrderId{timer.subject});
    fire_due_limits(tx, orders, now);
  });
  loop.handle(std::string(kEscalationTimer), [](Transaction& tx, const timers::Timer& timer, UtcTime now) {
    escalate(tx, OrderId{timer.subject}, now);
  });
  loop.handle(std::string(kNightlyTimer), [](Transaction& tx, const timers::Timer& timer, UtcTime now) {
    nightly_turn(tx, UnitId{timer.subject}, now);
  });
  loop.handle(std::string(kRingAgainTimer), [](Transaction& tx, const timers::Timer& timer, UtcTime now) {
    ring_again(tx, OrderId{timer.subject}, now);
  });
}

}  // namespace liftguard::dispatch
