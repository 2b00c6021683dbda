// DV-22, fault row C11: from a self-test on the wire to "unproven" at the desk and back, in virtual time.
#include <chrono>

#include <catch2/catch.hpp>

#include "common/dispatch/desk.hpp"
#include "common/dispatch/views.hpp"
#include "common/registry/proving.hpp"
#include "common/registry/store.hpp"
#include "gateway/escalation/limits_clock.hpp"
#include "gateway/ingest/writer.hpp"
#include "gateway/proving/self_test.hpp"
#include "gateway/proving/watch.hpp"
#include "tests/unit/gateway/town.hpp"

using namespace liftguard;
using namespace liftguard::gateway;
using namespace liftguard::gateway::testing;
using namespace std::chrono_literals;

namespace {

constexpr auto kDay = 24h;
const UtcTime kBound = kStart - kDay;  // when the town's box was bound

wire::SelfTestBody good_test() {
  wire::SelfTestBody test;
  test.firmware = "0.1.0";
  test.storage_ok = test.link_ok = test.sensors_heard = true;
  test.sensors = {"acceleration", "door", "zone"};
  return test;
}

// A gateway without its network.
struct Running : Town {
  Running() { start(); }

  void start() {
    auto tx = database->begin();
    arm_proof_timer(tx, clock.utc_now());
    tx.commit();
  }
  void at(UtcTime when) {
    clock.advance_to(when);
    limits.step(when);
  }
  void take(wire::SelfTestBody test, UtcTime happened, Lane lane = Lane::alarm) {
    test.at = {happened, wire::TimeQuality::synchronised, 1'000'000, box.boot};
    auto envelope = box.envelope(lane, ++seq, std::move(test), clock.utc_now());
    const auto message = incoming(envelope);
    intake.offer(message.origin, message.topic, message.payload);
    REQUIRE(writer.turn(0ms) == 1);
  }
  void take(const wire::SelfTestBody& test) { take(test, clock.utc_now()); }

  [[nodiscard]] int unproven() {
    auto session = database->read();
    return registry::count_unproven(session, clock.utc_now());
  }
  [[nodiscard]] std::int64_t ringing(dispatch::AlertKind kind) const {
    return count("desk_alerts where acknowledged_ms is null and kind = " + std::to_string(static_cast<int>(kind)));
  }
  [[nodiscard]] std::int64_t rung(dispatch::AlertKind kind) const {
    return count("desk_alerts where kind = " + std::to_string(static_cast<int>(kind)));
  }

  Box box;
  std::uint64_t seq = 0;
  const FaultPoints faults;
  Intake intake;
  const WriterOutputs outputs{[](const auto&) {}, [](const auto&, UtcTime) {}, [] {}};
  Writer writer{{*database, clock, clock, intake, outputs, faults}};
  LimitsClock limits{*database, clock};
};

using dispatch::AlertKind;

}  // namespace

TEST_CASE("C11: unproven at 72:00:00.001 after the last good self-test, not at 71:59:59.999 nor 72:00:00.000, once") {
  Running town;
  town.take(good_test());
  for (const auto after : {72h - 1ms, 72h + 0ms}) {
    town.at(kStart + after);
    CHECK(town.unproven() == 0);
    CHECK(town.rung(AlertKind::unproven) == 0);
  }
  town.at(kStart + 72h + 1ms);
  CHECK(town.unproven() == 1);
  CHECK(town.ringing(AlertKind::unproven) == 1);
  CHECK(town.count("changes where kind = 'monitor' and detail like '%\"unproven\":true%'") == 1);
  town.at(kStart + 80h);
  CHECK(town.rung(AlertKind::unproven) == 1);
}

TEST_CASE("C11: the next good self-test clears the state and the desk's alert; 72 h run anew") {
  Running town;
  town.at(kBound + 73h);  // bound for 72 h, and never a test
  CHECK(town.unproven() == 1);
  CHECK(town.ringing(AlertKind::unproven) == 1);
  town.take(good_test());
  const auto proven = town.clock.utc_now();
  CHECK(town.unproven() == 0);
  CHECK(town.ringing(AlertKind::unproven) == 0);
  CHECK(town.count("changes where kind = 'monitor' and detail like '%\"unproven\":false%'") == 1);
  town.at(proven + 72h);
  CHECK(town.unproven() == 0);
  town.at(proven + 72h + 1ms);
  CHECK(town.unproven() == 1);
  CHECK(town.ringing(AlertKind::unproven) == 1);
}

TEST_CASE("C11: what fell due while nothing ran is told at the start, once over two starts") {
  Running town;
  town.clock.advance(30 * kDay);
  CHECK(town.unproven() == 1);  // by the clock, before anybody was told
  for (int start = 0; start < 2; ++start) {
    town.start();
    LimitsClock(*town.database, town.clock).step(town.clock.utc_now());
  }
  CHECK(town.rung(AlertKind::unproven) == 1);
}

TEST_CASE("DV-22: a test that found something broken proves nothing, and rings until a good one comes") {
  struct Case {
    std::string findings;
    void (*spoil)(wire::SelfTestBody&);
  };
  for (const auto& c : {Case{"storage", [](auto& test) { test.storage_ok = false; }},
                        Case{"sensors_silent", [](auto& test) { test.sensors_heard = false; }},
                        Case{"sensor:door,sensor:zone", [](auto& test) {
                               test.sensors_lost = {"door", "zone", "temperature"};
                             }}}) {
    INFO(c.findings);
    Running town;
    auto bad = good_test();
    c.spoil(bad);
    CHECK(findings_of(bad) == c.findings);
    town.take(bad);
    town.at(kStart + 1h);
    town.take(bad);
    CHECK(town.ringing(AlertKind::self_test_failed) == 1);
    CHECK(town.text("select findings from self_tests") == c.findings);
    town.at(kBound + 72h + 1ms);
    CHECK(town.unproven() == 1);
    town.take(good_test());
    CHECK(town.ringing(AlertKind::self_test_failed) == 0);
    CHECK(town.unproven() == 0);
    CHECK(town.text("select findings from self_tests") == "");
  }
}

TEST_CASE("DV-22: mains, battery, temperature and a link that was down condemn no test") {
  auto test = good_test();
  test.mains = false;
  test.battery_volts = 3.1;
  test.link_ok = false;
  test.sensors_lost = {"temperature", "mains", "inspection"};
  CHECK(findings_of(test) == "");
  CHECK(findings_of(wire::SelfTestBody{}) == "");  // a box of schema 1 says less
  CHECK(findings_chinese("storage,sensor:door,new") == "存储异常、轿门开关故障、new");
  CHECK(findings_english("storage") == "storage is bad");
}

TEST_CASE("DV-22: a test counts as of when it happened, in whatever order tests come") {
  Running town;
  town.at(kStart + 40h);
  town.take(good_test(), kStart + 30h);
  town.take(good_test(), kStart + 6h);
  town.at(kStart + 30h + 72h);
  CHECK(town.unproven() == 0);
  town.at(kStart + 30h + 72h + 1ms);
  CHECK(town.unproven() == 1);
  // Made three days ago, come today: what it proves is too old.
  town.take(good_test(), kStart + 30h + 1ms - 1h);
  CHECK(town.unproven() == 1);
  CHECK(town.ringing(AlertKind::unproven) == 1);
}

TEST_CASE("DV-22: only the alarm lane proves the alarms' way") {
  Running town;
  town.at(kBound + 72h + 1ms);
  town.take(good_test(), town.clock.utc_now(), Lane::event);
  CHECK(town.unproven() == 1);
}

TEST_CASE("EL-3, DV-22: 72 h run anew where a box is bound, and end where it is unbound") {
  Running town;
  town.take(good_test());
  town.at(kStart + 50h);
  auto tx = town.database->begin();
  registry::bind_monitor(tx, kSpare, town.elevator, town.clock.utc_now());  // takes the other's place
  tx.commit();
  town.at(kStart + 50h + 72h);
  CHECK(town.unproven() == 0);
  town.at(kStart + 50h + 72h + 1ms);
  CHECK(town.unproven() == 1);
  CHECK(town.text("select monitor from desk_alerts where elevator_id is not null order by id desc") == kSpare);
  auto again = town.database->begin();
  registry::unbind_monitor(again, kSpare, town.clock.utc_now());
  again.commit();
  CHECK(town.unproven() == 0);
}

TEST_CASE("C11: many at once are told as one") {
  Running town;
  {
    auto tx = town.database->begin();
    const auto lift = registry::find_elevator(tx, town.elevator);
    for (int i = 0; i < 250; ++i) {
      auto other = *lift;
      other.code = std::to_string(200'000 + i);
      const std::string monitor = "LG-2" + std::to_string(100'000 + i);
      registry::put_monitor(tx, monitor, kStart);
      registry::bind_monitor(tx, monitor, registry::put_elevator(tx, other), kStart);
    }
    tx.commit();
  }
  town.take(good_test());
  for (int look = 0; look < 5; ++look) town.at(kStart + 72h + 1min);
  CHECK(town.unproven() == 251);
  CHECK(town.count("self_tests where unproven_ms is not null") == 251);
  CHECK(town.rung(AlertKind::unproven) == 1);
  auto session = town.database->read();
  CHECK(registry::unproven_elevators(session, town.clock.utc_now(), 1'000).size() == 251);
}

TEST_CASE("events.md: a self-test makes a test order that is closed when it opens and takes nobody's place") {
  Running town;
  town.take(good_test());
  CHECK(town.count("orders where tag = 3 and closed_ms = opened_ms") == 1);
  CHECK(town.count("dispatches") == 0);
  CHECK(town.count("notices") == 0);
  CHECK(town.count("limits") == 0);
  CHECK(town.count("desk_alerts") == 0);
  CHECK(town.count("changes where kind = 'order'") == 0);
  auto session = town.database->read();
  CHECK(dispatch::open_orders(session, {}, town.clock.utc_now()).empty());
  CHECK(dispatch::closed_orders(session, {}, std::nullopt, 10, town.clock.utc_now()).orders.empty());
}
