#include <catch2/catch.hpp>

#include "common/dispatch/alarms.hpp"
#include "common/storage/changes.hpp"
#include "gateway/bulk/ride_hours.hpp"
#include "gateway/ingest/store.hpp"
#include "gateway/orders/alarm.hpp"
#include "gateway/retention/pruner.hpp"
#include "tests/unit/gateway/town.hpp"

using namespace liftguard;
using namespace liftguard::gateway;
using namespace liftguard::gateway::testing;

namespace {

constexpr std::chrono::hours kDay{24};

void store(Town& town, const wire::Envelope& envelope, UtcTime received) {
  auto tx = town.database->begin();
  StoredEvent event;
  event.id = tx.make_id<EventId>();
  event.content_hash = content_hash("x");
  event.received = event.happened = received;
  event.facts = "{}";
  EventRows rows;
  rows.add(envelope, event);
  REQUIRE(rows.insert(tx) == std::vector{true});
  tx.commit();
}

OrderId alarm(Town& town, EventKind kind, std::uint64_t seq, UtcTime at) {
  wire::Envelope envelope = Box{}.trapped(seq, seq, at);
  std::get<wire::EventBody>(envelope.body).kind = kind;
  auto tx = town.database->begin();
  const auto made = alarm_of(envelope, {tx.make_id<EventId>(), town.elevator, at, at});
  const auto outcome = dispatch::apply_alarm(tx, *made, at);
  tx.commit();
  return outcome.order.value_or(OrderId{});
}

void prune_all(Town& town, const Retention& retention = {}) {
  Pruner pruner(*town.database, town.clock, retention);
  while (pruner.step() > 0) {
  }
}

}  // namespace

TEST_CASE("events go after their time, to the millisecond, and alarms never") {
  Town town;
  const Box box;
  store(town, box.mains_lost(1), kStart - 365 * kDay - Milliseconds{1});
  store(town, box.mains_lost(2), kStart - 365 * kDay);
  store(town, box.trapped(1), kStart - 4'000 * kDay);
  prune_all(town);
  CHECK(town.count("monitor_events where lane = 1") == 1);
  CHECK(town.count("monitor_events where lane = 1 and seq = 2") == 1);
  CHECK(town.count("monitor_events where lane = 0") == 1);
}

TEST_CASE("D2: nothing goes while the clock is in doubt") {
  Town town;
  store(town, Box{}.mains_lost(1), kStart - 366 * kDay);
  bool may_prune = false;
  Pruner pruner(*town.database, town.clock, Retention{}, [&] { return may_prune; });
  CHECK(pruner.step() == 0);
  CHECK(town.count("monitor_events where lane = 1") == 1);
  may_prune = true;
  CHECK(pruner.step() == 1);
}

TEST_CASE("DV-22 test orders go after their time with all that hangs on them, real orders never") {
  Town town;
  const OrderId old = alarm(town, EventKind::self_test, 1, kStart - 31 * kDay);
  const OrderId young = alarm(town, EventKind::self_test, 2, kStart - 29 * kDay);
  const OrderId real = alarm(town, EventKind::trapped, 3, kStart - 900 * kDay);
  REQUIRE((old && young && real));
  const auto rows = [&](OrderId order) {
    std::int64_t sum = town.count("orders where id = " + to_string(order));
    for (const char* table : {"order_steps", "alarms", "dispatches", "limits", "notices", "episodes"})
      sum += town.count(std::string(table) + " where order_id = " + to_string(order));
    return sum;
  };
  const auto before = rows(real);
  REQUIRE(rows(old) > 1);
  prune_all(town);
  CHECK(rows(old) == 0);
  CHECK(rows(young) > 1);
  CHECK(rows(real) == before);
}

TEST_CASE("dead letters, sums of rides and changes go after their time") {
  Town town;
  auto tx = town.database->begin();
  for (const UtcTime at : {kStart - 100 * kDay, kStart - 1 * kDay}) {
    put_dead_letter(tx, {DeadReason::malformed, "", "lift/1/11/LG-000001/up/event", kMonitor, Lane::event},
                    {"x", 1, content_hash(std::to_string(to_ms(at)))}, at);
    RideSums rides;
    rides.add(kMonitor, town.elevator, at, wire::RideBody{});
    rides.save(tx);
    storage::append_change(tx, {.kind = "monitor", .subject = 1}, at);
  }
  tx.commit();
  const auto changes = town.count("changes where at_ms < " + std::to_string(to_ms(kStart - 30 * kDay)));
  REQUIRE(changes == 1);
  prune_all(town);
  CHECK(town.count("dead_letters") == 1);
  CHECK(town.count("ride_hours") == 1);
  CHECK(town.count("changes where at_ms < " + std::to_string(to_ms(kStart - 30 * kDay))) == 0);
  CHECK(town.count("changes where at_ms = " + std::to_string(to_ms(kStart - 1 * kDay))) == 1);
}

TEST_CASE("one step deletes a few rows, so that nobody waits for it") {
  Town town;
  auto tx = town.database->begin();
  EventRows rows;
  for (std::uint64_t seq = 1; seq <= 1'000; ++seq) {
    StoredEvent event;
    event.id = tx.make_id<EventId>();
    event.received = event.happened = kStart - 400 * kDay;
    rows.add(Box{}.mains_lost(seq), event);
  }
  static_cast<void>(rows.insert(tx));
  tx.commit();
  Pruner pruner(*town.database, town.clock, {});
  CHECK(pruner.step() == 200);
  CHECK(town.count("monitor_events") == 800);
  prune_all(town);
  CHECK(town.count("monitor_events") == 0);
}
