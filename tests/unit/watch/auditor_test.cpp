#include <catch2/catch.hpp>
#include <chrono>
#include <set>
#include <string>

#include "common/dispatch/alarms.hpp"
#include "common/dispatch/desk.hpp"
#include "common/dispatch/limits.hpp"
#include "common/timers/timers.hpp"
#include "common/watchdog/this_thread.hpp"
#include "gateway/watch/auditor.hpp"
#include "gateway/watch/store.hpp"
#include "tests/unit/gateway/town.hpp"
#include "tests/unit/storage/plans.hpp"

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
  bool away = false;
  Auditor auditor{*town.database,
                  town.clock,
                  town.clock,
                  metrics,
                  options,
                  {[this] { ++nudges; }, [this] { return stuck; }, [this] { return held; }, [this] { return flow; },
                   [this] { return away; }}};

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
  // Stored now; `id` in SQL.
  void event(const std::string& id) {
    const std::string now = std::to_string(to_ms(town.clock.utc_now()));
    edit(
        "insert into monitor_events (monitor, journal, lane, seq, id, content_hash, kind, elevator_id, episode, "
        "happened_ms, received_ms, box_wall_ms, box_quality, box_uptime_us, box_boot, absurd, facts, record) values "
        "('LG-000001', 77, 0, 1, " +
        id + ", '', 1, null, 1, " + now + ", " + now + ", 0, 0, 0, 0, '', '{}', '')");
  }
  // Of the alarm lane, set aside now.
  void letter() {
    const std::string now = std::to_string(to_ms(town.clock.utc_now()));
    edit(
        "insert into dead_letters (id, topic, reason, content_hash, monitor, lane, detail, size, payload, first_ms, "
        "last_ms, times) values (9, '', 'malformed', '', 'LG-000001', 0, '', 6, '', " +
        now + ", " + now + ", 1)");
  }
  void ring(dispatch::AlertKind kind) {
    auto tx = town.database->begin();
    dispatch::ring(tx, {.kind = kind, .key = "planted", .monitor = kMonitor}, town.clock.utc_now());
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
    bench.edit("update notices set state = 3, escalate_ms = null where state = 1");
    CHECK(bench.audit().empty());
  }
  CHECK(bench.town.count(kRung) == 0);
}

TEST_CASE("B19: a limit that should have fired and has not is found in 5 s, told once, and its timer armed again") {
  Bench bench;
  const OrderId order = bench.trap();
  bench.edit("update notices set state = 3, escalate_ms = null");
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
  bench.edit("update notices set state = 3, escalate_ms = null");
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
  bench.edit("update notices set state = 3, escalate_ms = null");
  CHECK(bench.audit().empty());
}

TEST_CASE("B19: notices that no sender takes, or that a sender took and never ended, are found") {
  Bench bench;
  bench.trap();
  bench.edit("update notices set escalate_ms = null");
  bench.town.clock.advance(1min);
  CHECK(bench.audit().empty());
  bench.town.clock.advance(1ms);
  CHECK(bench.audit() == std::set{FindingKind::notice_untried});
  bench.edit("update notices set state = 2, worker = 'dead', due_ms = " + std::to_string(to_ms(kStart)));
  CHECK(bench.audit() == std::set{FindingKind::notice_stuck});
  CHECK(bench.nudges == 2);
  CHECK(bench.town.count(kRung) == 2);
}

TEST_CASE("B19, NT-1: a notice that was tried once and never again is found like one that was never tried") {
  Bench bench;
  bench.trap();
  bench.edit("update notices set tries = 1, escalate_ms = null");
  bench.town.clock.advance(1min);
  CHECK(bench.audit().empty());
  bench.town.clock.advance(1ms);
  CHECK(bench.audit() == std::set{FindingKind::notice_untried});
}

TEST_CASE("G1, G2: an alarm's notice that did not arrive, and that nobody took on to the next channel, is found") {
  Bench bench;
  bench.trap();
  bench.edit("update notices set state = 7, sent_ms = due_ms, escalate_ms = " + std::to_string(to_ms(kStart)));
  bench.town.clock.advance(30s);
  CHECK(bench.audit().empty());
  bench.town.clock.advance(1ms);
  CHECK(bench.audit() == std::set{FindingKind::notice_not_taken_on});
  CHECK(bench.nudges == 1);
  CHECK(bench.town.count(kRung) == 1);
}

TEST_CASE("an upload that its uploader never came back for is found") {
  Bench bench;
  bench.edit(
      "insert into upload_receivers (id, name, retired, url, ca, token_file, dialect, repeats, uncoded, per_second, "
      "parallel, timeout_ms, first_retry_ms, longest_retry_ms) values "
      "(1, 'huzhou', 0, '', '', '', 'gbt24476', 0, 1, 10, 4, 1000, 1000, 1000)");
  bench.edit(
      "insert into uploads (id, receiver_id, idempotency_key, elevator_id, kind, body, state, tries, created_ms, "
      "due_ms, worker, answer, settled_by) values (5, 1, 'k', " +
      to_string(bench.town.elevator) + ", 1, '{}', 2, 1, 0, " + std::to_string(to_ms(kStart)) + ", 'dead', '', '')");
  bench.town.clock.advance(1min);
  CHECK(bench.audit().empty());
  bench.town.clock.advance(1ms);
  CHECK(bench.audit() == std::set{FindingKind::upload_stuck});
}

TEST_CASE("RS-13: a dead letter of the alarm lane that nobody at the desk answers for 3 min is found") {
  Bench bench;
  bench.letter();
  bench.ring(dispatch::AlertKind::damaged_record);
  bench.town.clock.advance(3min);
  CHECK(bench.audit().empty());
  bench.town.clock.advance(1ms);
  CHECK(bench.audit() == std::set{FindingKind::letter_unanswered});
  bench.edit("update desk_alerts set acknowledged_ms = raised_ms");
  CHECK(bench.audit().empty());
}

TEST_CASE("RS-13: a dead letter of the alarm lane that did not ring is found; one of another lane need not") {
  Bench bench;
  bench.letter();
  CHECK(bench.audit().empty());
  bench.town.clock.advance(5s + 1ms);
  CHECK(bench.audit() == std::set{FindingKind::letter_unrung});
  bench.edit("update dead_letters set lane = 1");
  CHECK(bench.audit().empty());
  bench.edit("update dead_letters set lane = 0, monitor = 'LG-999999'");  // a stranger: rings once it concerns people
  CHECK(bench.audit().empty());
}

TEST_CASE("E15: what a box sent before it was registered does not count as unrung once it is") {
  Bench bench;
  bench.letter();
  bench.edit("update dead_letters set reason = 'unknown_monitor'");
  bench.town.clock.advance(5s + 1ms);
  CHECK(bench.audit().empty());
}

TEST_CASE("RS-13: a dead letter that never rang is told hourly for a day, and no longer") {
  Bench bench;
  bench.letter();
  for (int hour = 1; hour <= 24; ++hour) {
    bench.town.clock.advance(59min + 59s);
    CHECK(bench.audit() == std::set{FindingKind::letter_unrung});
  }
  CHECK(bench.town.count(kRung) == 24);
  bench.town.clock.advance(1h);
  CHECK(bench.audit().empty());
  CHECK(bench.town.count(kRung) == 24);
}

TEST_CASE("RS-3: an entrapment in a known lift that is still open and made no order is found, an ended one is not") {
  Bench bench;
  bench.trap();
  bench.edit("update notices set state = 3, escalate_ms = null");
  bench.event("(select id from alarms)");
  bench.town.clock.advance(5s + 1ms);
  CHECK(bench.audit().empty());
  bench.edit("update alarms set order_id = null, effected = 7");  // planted: it was stored, and that was all
  CHECK(bench.audit() == std::set{FindingKind::alarm_without_order});
  bench.edit("update episodes set ended_ms = began_ms");  // over before we knew: the desk alone (RS-13)
  CHECK(bench.audit().empty());
  bench.edit("update episodes set ended_ms = null");
  bench.edit("update alarms set elevator_id = null");  // of no lift: the desk alone (E15)
  CHECK(bench.audit().empty());
}

TEST_CASE("B19: an auditor that comes to no end counts as stuck, unless nobody gets at the database") {
  Bench bench;
  bench.stuck = "writer makes no progress";  // what it finds it has to write
  watchdog::Progress progress;
  const watchdog::Counted counted(progress);
  const auto other = storage::Database::open(bench.town.url);
  {
    const auto held = other->begin();
    CHECK(bench.auditor.turn() == 100ms);
    CHECK(progress.count() == 0);
    bench.away = true;
    CHECK(bench.auditor.turn() == 200ms);
    CHECK(progress.count() == 1);
  }
  CHECK(bench.auditor.turn() == bench.options.every);
  CHECK(progress.count() == 2);
  CHECK(bench.town.count(kRung) == 1);
}

TEST_CASE("O1: an entrapment that is stored and led to nothing is found") {
  Bench bench;
  bench.event("4711");
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

TEST_CASE("F11: what the auditor asks finds its rows by an index") {
  Bench bench;
  auto tx = bench.town.database->begin();
  const Patience patience;
  (void)overdue_limits(tx, kStart, patience);
  (void)orders_overdue(tx, kStart, patience, 50);
  (void)untold_orders(tx, kStart, patience);
  (void)stuck_notices(tx, kStart, patience);
  (void)untried_notices(tx, kStart, patience);
  (void)notices_not_taken_on(tx, kStart, patience);
  (void)stuck_uploads(tx, kStart, patience);
  (void)unanswered_letters(tx, kStart, patience);
  (void)alarms_without_order(tx, kStart - 1h, kStart, patience);
  (void)unrung_letters(tx, kStart - 1h, kStart, patience);
  (void)dispatch::is_ringing(tx, dispatch::AlertKind::clock_jumped);
  CHECK(liftguard::testing::check_plans(tx) >= 11);
}
