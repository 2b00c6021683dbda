// Two of everything at once (fault rows B7, G10, I2). Each racer has a database of its own over the same file, as two
// processes have.
#include <barrier>
#include <catch2/catch.hpp>
#include <thread>

#include "tests/unit/dispatch/town.hpp"

using namespace liftguard;
using namespace liftguard::dispatch;
using namespace liftguard::testing;

namespace {

// Runs `body(racer, database)` for two racers, again and again, both starting together.
template <class Body>
void race(Town& town, int rounds, Body body) {
  std::barrier start(2);
  std::vector<std::jthread> racers;
  for (int racer = 0; racer < 2; ++racer)
    racers.emplace_back([&, racer] {
      const auto database = town.scratch.open({.clock = &town.clock});
      for (int round = 0; round < rounds; ++round) {
        start.arrive_and_wait();
        body(racer, round, *database);
      }
    });
}

}  // namespace

TEST_CASE("B7: two gateways that receive the same alarms make one order each, and the loser sees a repeat") {
  constexpr int kRounds = 100;
  Town town({}, kRounds);
  std::vector<std::vector<Alarm>> alarms(2);
  for (int round = 0; round < kRounds; ++round) {
    Alarm alarm = town.alarm(EventKind::trapped, 1, static_cast<std::size_t>(round));
    alarm.source_key = "LG/" + std::to_string(round);
    alarms[0].push_back(alarm);
    alarm.id.value += 1'000'000;
    alarms[1].push_back(alarm);
  }
  std::atomic<int> opened{0}, repeats{0};
  race(town, kRounds, [&](int racer, int round, storage::Database& database) {
    storage::Transaction tx = database.begin();
    const auto outcome =
        apply_alarm(tx, alarms[static_cast<std::size_t>(racer)][static_cast<std::size_t>(round)], town.now());
    tx.commit();
    opened += outcome.effected == Effected::order_opened ? 1 : 0;
    repeats += outcome.effected == Effected::repeat ? 1 : 0;
  });
  CHECK(opened == kRounds);
  CHECK(repeats == kRounds);
  CHECK(town.number("test.orders", "select count(*) from orders") == kRounds);
  CHECK(town.number("test.notices", "select count(*) from notices") == kRounds);
}

TEST_CASE("RS-4: the database itself refuses a second open order of an elevator, whoever writes it") {
  Town town;
  town.trapped();
  storage::Transaction tx = town.database->begin();
  const storage::Statement copy{
      "test.second_order",
      "insert into orders (id, version, elevator_id, tag, source, step, late, maintenance, happened_ms, opened_ms, "
      "accept_ms, rescue_ms, second_level, first_dispatch, cause_alarm_id) select id + 1, 1, elevator_id, tag, source, "
      "step, 0, 0, happened_ms, opened_ms, accept_ms, rescue_ms, 1, 1, cause_alarm_id from orders"};
  CHECK_THROWS_AS(tx.exec(copy), storage::Conflict);
}

TEST_CASE("G10: the second level is dispatched once by two timers, or by timer and hand") {
  constexpr int kRounds = 50;
  Town town({}, kRounds);
  std::vector<OrderId> orders;
  for (std::size_t lift = 0; lift < kRounds; ++lift) orders.push_back(town.trapped(1, lift));
  town.clock.advance(3min + 1ms);
  const bool by_hand = GENERATE(false, true);
  race(town, kRounds, [&](int racer, int round, storage::Database& database) {
    const OrderId order = orders[static_cast<std::size_t>(round)];
    storage::Transaction tx = database.begin();
    if (by_hand && racer == 1)
      (void)tap(tx, town.a_tap(order, Step::dispatched, Level::second), town.now());
    else
      fire_due_limits(tx, order, town.now());
    tx.commit();
  });
  CHECK(town.number("test.dispatches", "select count(*) from dispatches where level = 2") == kRounds);
  CHECK(town.number("test.fired", "select count(*) from limits where fired_ms is not null") == kRounds);
  CHECK(town.number("test.second", "select count(*) from notices where text like '%二级救援%接单%'") == kRounds);
}

TEST_CASE("I2: two crews accept in the same millisecond: one wins") {
  constexpr int kRounds = 50;
  Town town({}, kRounds);
  std::vector<OrderId> orders;
  for (std::size_t lift = 0; lift < kRounds; ++lift) orders.push_back(town.trapped(1, lift));
  std::atomic<int> won{0};
  race(town, kRounds, [&](int, int round, storage::Database& database) {
    storage::Transaction tx = database.begin();
    won += tap(tx, town.a_tap(orders[static_cast<std::size_t>(round)], Step::accepted), town.now()).has_value() ? 1 : 0;
    tx.commit();
  });
  CHECK(won == kRounds);
}
