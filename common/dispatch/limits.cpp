#include "common/dispatch/limits.hpp"

#include <algorithm>

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
  auto record = load_order(tx, order);
  if (!record) return 0;
  const rescue::Happenings happenings = rescue::settle(record->order, record->crews(), now, now);
  if (happenings.empty()) {
    // The timer came for a limit that was met since; the next one needs it again.
    if (const auto next = rescue::next_due(record->order))
      timers::arm(tx, {.kind = std::string(kOrderTimer), .subject = order.value, .due = *next});
    return 0;
  }
  save_order(tx, *record);
  tell(tx, *record, happenings, {.now = now});
  return static_cast<int>(std::ranges::count(happenings, What::limit_passed, &Happening::what));
}

bool fire_limit(Transaction& tx, LimitId limit, UtcTime now) {
  const auto before = tx.query_one(kFindLimit, limit);
  if (!before || before->get<std::optional<UtcTime>>(1)) return false;
  fire_due_limits(tx, before->get<OrderId>(0), now);
  return tx.query_one(kFindLimit, limit)->get<std::optional<UtcTime>>(1).has_value();
}

void handle_order_timers(timers::TimerLoop& loop) {
  loop.handle(std::string(kOrderTimer), [](Transaction& tx, const timers::Timer& timer, UtcTime now) {
    fire_due_limits(tx, OrderId{timer.subject}, now);
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
