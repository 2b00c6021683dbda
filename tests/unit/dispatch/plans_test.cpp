// No statement may cost more because the city is larger: each finds its rows by an index (style.md, fault row F11).
#include <array>
#include <catch2/catch.hpp>
#include <string>

#include "common/registry/proving.hpp"
#include "common/storage/audit.hpp"
#include "common/storage/changes.hpp"
#include "tests/unit/dispatch/town.hpp"
#include "tests/unit/storage/plans.hpp"

using namespace liftguard;
using namespace liftguard::dispatch;
using namespace liftguard::testing;

namespace {

// Lists of everything, asked for at start-up or by an operator.
constexpr std::array<std::string_view, 4> kWholeTables{"elevators.all", "monitors.all", "notices.count",
                                                       "schema_migrations.all"};

// Everything that gateway and platform call, once.
void use_all(Town& town, storage::Transaction& tx) {
  for (EventKind kind : {EventKind::trapped, EventKind::alarm_button, EventKind::recovered, EventKind::self_test})
    apply_alarm(tx, town.alarm(kind, kind == EventKind::trapped || kind == EventKind::recovered ? 1 : 0), town.now());
  const OrderId order = open_orders(tx, kAll, town.now()).at(0).id;
  take_passenger_answer(tx, town.answer(PassengerReply::yes));
  (void)open_episodes(tx, open_order_ids(tx).at(0));
  const LimitId limit = open_orders(tx, kAll, town.now()).at(0).dispatches.at(0).limits.at(0).id;
  for (const Claimed& notice : claim_notices(tx, town.now(), "w"))
    if (!mark_failed(tx, notice.id, "w", "500", town.now(), 0.5)) FAIL();
  for (const Claimed& notice : claim_notices(tx, town.now() + 1h, "w"))
    if (!mark_sent(tx, notice.id, "w", "1", town.now())) FAIL();
  fire_limit(tx, limit, town.now() + 4min);
  for (Step step : {Step::accepted, Step::arrived, Step::rescued}) {
    Tap made = town.a_tap(order, step);
    made.idempotency_key = rescue::name_of(step);
    made.at = town.now() + 5min;
    (void)tap(tx, made, town.now() + 5min).value();
  }
  (void)acknowledge_alert(tx, desk_alerts(tx, AlertFilter::open, 10).at(0).id, {}, town.now()).value();
  for (const Scope& scope : {Scope{}, Scope{town.first}}) {
    (void)open_orders(tx, scope, town.now());
    (void)closed_orders(tx, scope, std::nullopt, 10, town.now());
    (void)order_detail(tx, order, scope, town.now());
  }
  (void)desk_alerts(tx, AlertFilter::all, 10);
  (void)next_notice_due(tx);
  (void)count_notices(tx);
  (void)storage::changes_after(tx, 0, 10);
  (void)storage::newest_change(tx);
  (void)storage::oldest_change(tx);
  (void)storage::first_broken_audit_row(tx);
  registry::put_monitor(tx, "LG-1", town.now());
  registry::bind_monitor(tx, "LG-1", town.elevators[0], town.now());
  (void)registry::find_monitor(tx, "LG-1");
  (void)registry::elevator_of(tx, "LG-1", town.now());
  (void)registry::note_self_test(tx, {.monitor = "LG-1", .happened = town.now()}, town.now());
  (void)registry::newly_unproven(tx, town.now() + 73h, 10);
  (void)registry::unproven_elevators(tx, town.now() + 73h, 10);
  (void)registry::count_unproven(tx, town.now() + 73h);
  (void)registry::next_unproven(tx);
  registry::note_unproven(tx, "LG-1", town.now());
  withdraw_alerts(tx, AlertKind::unproven, town.elevators[0], "LG-1", town.now());
  registry::unbind_monitor(tx, "LG-1", town.now());
  (void)registry::find_elevator(tx, "100001");
  (void)registry::find_unit(tx, town.first);
  (void)timers::next_timers(tx, kOrderTimer, 10);
}

}  // namespace

TEST_CASE("F11: every statement finds its rows by an index") {
  Town town;
  storage::Transaction tx = town.database->begin();
  use_all(town, tx);
  CHECK(check_plans(tx, kWholeTables) > 70);
}
