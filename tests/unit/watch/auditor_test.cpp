#include <catch2/catch.hpp>
#include <chrono>
#include <set>
#include <string>

#include "common/dispatch/alarms.hpp"
#include "common/dispatch/limits.hpp"
#include "common/timers/timers.hpp"
#include "gateway/watch/auditor.hpp"
#include "tests/unit/gateway/town.hpp"

using namespace liftguard;
using namespace liftguard::gateway;
using namespace liftguard::gateway::testing;
using namespace liftguard::gateway::watch;
using namespace std::chrono_literals;

namespace {

constexpr const char* kRung = "desk_alerts where kind = 23";

struct Bench {
  Town town;
  observe::Metrics metrics;
  int nudges = 0;
  std::string stuck;
  UtcTime held = UtcTime::min();
  Flow flow;
  AuditorOptions options{.timers = {std::string(dispatch::kOrderTimer), "rollout"}};
  Auditor auditor{*town.database,
                  town.clock,
                  metrics,
                  options,
                  {[this] { ++nudges; }, [this] { return stuck; }, [this] { return held; }, [this] { return flow; }}};

  std::set<FindingKind> audit() {
    std::set<FindingKind> kinds;
    for (const Finding& finding : auditor.audit()) kinds.insert(finding.kind);
    return kinds;
  }
  OrderId trap() {
    auto tx = town.database->begin();
    dispatch::Alarm alarm;
    alarm.id = tx.make_id<EventId>();
    alarm.monitor = kMonitor;
    alarm.journal = 77;
    alarm.episode = 1;
    alarm.elevator = town.elevator;
    alarm.kind = EventKind::trapped;
    alarm.happened = alarm.received = town.clock.utc_now();
    alarm.facts_json = "{}";
    alarm.source_key = "LG-000001/77/alarm/" + to_string(alarm.id);
    const auto outcome = dispatch::apply_alarm(tx, alarm, town.clock.utc_now());
    tx.commit();
    return *outcome.order;
  }
  void edit(const std::string& sql) {
    auto tx = town.database->begin();
    const std::string name = "test." + sql;
    tx.exec(storage::Statement{name, sql});
    tx.commit();
  }
  double metric(FindingKind kind) {
    return metrics
        .gauge("liftguard_watch_findings", "What the auditor finds now that must not be.",
               {{"kind", std::string(name_of(kind))}})
        .value();
  }
};

}  // namespace

TEST_CASE("the auditor finds nothing in health, whatever waits in its time") {
  Bench bench;
  bench.trap();
  for (const auto after : {0s, 6s, 120s}) {
    bench.town.clock.advance(after);
    bench.edit("update notices set state = 3 where state = 1");
    CHECK(bench.audit().empty());
  }
  CHECK(bench.town.count(kRung) == 0);
}

TEST_CASE("B19: a limit that should have fired and has not is found in 5 s, told once, and its timer armed again") {
  Bench bench;
  const OrderId order = bench.trap();
  bench.edit("update notices set state = 3");
  {
    auto tx = bench.town.database->begin();
    timers::cancel(tx, dispatch::kOrderTimer, order.value);  // planted: the timer is lost
    tx.commit();
  }
  bench.town.clock.advance(3min + 5s);
  CHECK(bench.audit().empty());
  bench.town.clock.advance(1ms);
  CHECK(bench.audit() == std::set{FindingKind::limit_overdue});
  CHECK(bench.metric(FindingKind::limit_overdue) >= 1);
  CHECK(bench.nudges == 1);
  CHECK(bench.town.count(kRung) == 1);
  CHECK(bench.audit() == std::set{FindingKind::limit_overdue});
  CHECK(bench.town.count(kRung) == 1);

  auto tx = bench.town.database->begin();
  CHECK(timers::due_time(tx, dispatch::kOrderTimer, order.value) == bench.town.clock.utc_now());
  CHECK(dispatch::fire_due_limits(tx, order, bench.town.clock.utc_now()) > 0);
  tx.commit();
  bench.edit("update notices set state = 3");
  bench.edit("delete from timers");
  CHECK(bench.audit().empty());
  CHECK(bench.metric(FindingKind::limit_overdue) == 0);
}

TEST_CASE("B19: timers that lie about are found, those held for the desk are not") {
  Bench bench;
  bench.edit("insert into timers (kind, subject, due_ms) values ('rollout', 7, " + std::to_string(to_ms(kStart)) + ")");
  bench.edit("insert into timers (kind, subject, due_ms) values ('of another', 7, 0)");
  bench.town.clock.advance(30s);
  CHECK(bench.audit().empty());
  bench.town.clock.advance(1ms);
  CHECK(bench.audit() == std::set{FindingKind::timer_overdue});
  bench.held = kStart;
  CHECK(bench.audit().empty());
}

TEST_CASE("an open order of which nobody was told is found") {
  Bench bench;
  bench.trap();
  bench.edit("update notices set state = 4");
  bench.edit("delete from desk_alerts");
  CHECK(bench.audit().empty());  // in the same second
  bench.town.clock.advance(5s + 1ms);
  CHECK(bench.audit() == std::set{FindingKind::order_untold});
  bench.edit("update notices set state = 3");
  CHECK(bench.audit().empty());
}

TEST_CASE("B19: notices that no sender takes, or that a sender took and never ended, are found") {
  Bench bench;
  bench.trap();
  bench.town.clock.advance(1min);
  CHECK(bench.audit().empty());
  bench.town.clock.advance(1ms);
  CHECK(bench.audit() == std::set{FindingKind::notice_untried});
  bench.edit("update notices set state = 2, worker = 'dead', due_ms = " + std::to_string(to_ms(kStart)));
  CHECK(bench.audit() == std::set{FindingKind::notice_stuck});
  CHECK(bench.nudges == 2);
  CHECK(bench.town.count(kRung) == 2);
}

TEST_CASE("O1: an entrapment that is stored and led to nothing is found") {
  Bench bench;
  bench.edit(
      "insert into monitor_events (monitor, journal, lane, seq, id, content_hash, kind, elevator_id, episode, "
      "happened_ms, received_ms, box_wall_ms, box_quality, box_uptime_us, box_boot, absurd, facts, record) values "
      "('LG-000001', 77, 0, 1, 4711, '', 1, null, 1, " +
      std::to_string(to_ms(kStart)) + ", " + std::to_string(to_ms(kStart)) + ", 0, 0, 0, 0, '', '{}', '')");
  CHECK(bench.audit().empty());
  bench.town.clock.advance(5s + 1ms);
  CHECK(bench.audit() == std::set{FindingKind::alarm_without_order});
  bench.town.clock.advance(2h);
  CHECK(bench.audit() == std::set{FindingKind::alarm_without_order});
  CHECK(bench.town.count(kRung) == 2);  // once an hour, as long as it lasts
}

TEST_CASE("B19, O10: stuck threads and missing messages are told like the rest") {
  Bench bench;
  bench.stuck = "writer makes no progress";
  bench.flow = {5, 4, 0};
  CHECK(bench.audit() == std::set{FindingKind::thread_stuck});
  CHECK(bench.audit() == std::set{FindingKind::thread_stuck, FindingKind::records_unaccounted});
  CHECK(bench.town.count("desk_alerts where text_zh like '%writer makes no progress%'") == 1);
}
