// Presence in the database and at the desk: how much of it at once, and beside what.
#include <algorithm>
#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <catch2/catch.hpp>

#include "common/registry/proving.hpp"
#include "common/registry/store.hpp"
#include "common/wire/state.hpp"
#include "common/wire/topics.hpp"
#include "gateway/ingest/presence_rows.hpp"
#include "gateway/ingest/store.hpp"
#include "gateway/ingest/writer.hpp"
#include "tests/unit/gateway/town.hpp"

using namespace liftguard;
using namespace liftguard::gateway;
using namespace liftguard::gateway::testing;
using namespace std::chrono_literals;

namespace {

// A town of many lifts, and what its writer's transactions wrote of presence.
struct Fleet : Town {
  explicit Fleet(int boxes) {
    auto tx = database->begin();
    const auto first = registry::find_elevator(tx, elevator);
    for (int i = 0; i < boxes; ++i) {
      auto lift = *first;
      lift.id = {};
      lift.code = fmt::format("{}", 200'000 + i);
      names.push_back(fmt::format("LG-{}", 200'000 + i));
      registry::put_monitor(tx, names.back(), kStart);
      registry::bind_monitor(tx, names.back(), registry::put_elevator(tx, lift), kStart);
    }
    tx.commit();
    writer.emplace(Writer::Parts{*database, clock, clock, intake, outputs, faults, slots});
  }

  void offer(const wire::State& state) {
    const auto bytes = wire::encode(state);
    const auto message =
        incoming(state.monitor, wire::state_topic(state.monitor), std::string(bytes.begin(), bytes.end()));
    intake.offer(message.origin, message.topic, message.payload);
  }

  void beat(std::size_t first = 0) {
    for (std::size_t i = first; i < names.size(); ++i) offer({names[i], wire::Heartbeat{}});
  }

  void drain() {
    while (!intake.empty() || writer->in_hand() > 0) writer->turn(0ms);
    for (int turns = 0; turns < 20; ++turns) writer->turn(0ms);
  }

  // Time goes on in the steps in which the writer looks for silence.
  void wait(std::chrono::seconds time) {
    for (std::chrono::seconds passed{0}; passed < time; passed += 5s) {
      clock.advance(5s);
      writer->turn(0ms);
    }
    drain();
  }

  std::int64_t silent() { return count("monitor_presence where state = 2"); }
  std::int64_t alerts() { return count("desk_alerts where kind = 24"); }
  std::int64_t open_alerts() { return count("desk_alerts where kind = 24 and acknowledged_ms is null"); }

  std::vector<std::string> names;
  leases::SlotSet heard = leases::SlotSet{}.set();
  SlotOwner slots{{}, {}, [this] { return heard; }};
  Intake intake;
  FaultPoints faults;
  const WriterOutputs outputs{[](const auto&) {}, [](const std::string&, UtcTime) {}, [] {}};
  std::optional<Writer> writer;
};

}  // namespace

TEST_CASE("C12: of a fleet that comes at once, a hundred rows are written at a time, and none beside an alarm") {
  Fleet fleet(250);
  fleet.beat();
  while (!fleet.intake.empty()) fleet.writer->turn(0ms);
  const auto written = [&] { return fleet.count("monitor_presence"); };
  std::vector<std::int64_t> steps{written()};
  const Incoming alarm = incoming(Box{}.trapped(1));
  fleet.intake.offer(alarm.origin, alarm.topic, alarm.payload);
  fleet.writer->turn(0ms);
  CHECK(fleet.count("orders") == 1);
  steps.push_back(written());
  for (int turns = 0; turns < 4; ++turns) {
    fleet.writer->turn(0ms);
    steps.push_back(written());
  }
  CHECK(steps == std::vector<std::int64_t>{0, 0, 100, 200, 250, 250});
}

TEST_CASE("C12: a transaction of presence ends when its time is up, and the next one goes on") {
  Fleet fleet(5);
  PresenceBook book({}, kStart);
  for (const auto& name : fleet.names) book.observe({name, wire::Heartbeat{}}, kStart);
  KnownBoxes boxes;
  std::size_t transactions = 0;
  for (; book.has_changes(); ++transactions) {
    auto tx = fleet.database->begin();
    boxes.follow(tx);
    int looks = 0;
    const auto written = write_presence(tx, book, boxes, {kStart, {}, [&] { return ++looks >= 2; }});
    tx.commit();
    CHECK(written.monitors.size() <= 2);
    book.written(written.monitors);
  }
  CHECK(transactions == 3);
  CHECK(fleet.count("monitor_presence where state = 1") == 5);
}

TEST_CASE("C12: messages that keep coming do not keep presence from being written") {
  Fleet fleet(1);
  fleet.beat();
  for (std::uint64_t seq = 1; seq <= 12; ++seq) {
    const Incoming event = incoming(Box{}.mains_lost(seq));
    fleet.intake.offer(event.origin, event.topic, event.payload);
    fleet.writer->turn(0ms);
  }
  CHECK(fleet.count("monitor_presence") == 1);
}

TEST_CASE("C12: rows of a slot that is another's by now are not written") {
  Fleet fleet(3);
  PresenceBook book({}, kStart);
  for (const auto& name : fleet.names) book.observe({name, wire::Heartbeat{}}, kStart);
  auto tx = fleet.database->begin();
  KnownBoxes boxes;
  boxes.follow(tx);
  const auto moved = leases::SlotSet{}.set(wire::slot_of(fleet.names[1]));
  book.written(write_presence(tx, book, boxes, {kStart, moved, [] { return false; }}).monitors);
  tx.commit();
  CHECK_FALSE(book.has_changes());
  CHECK(fleet.count("monitor_presence") == 2);
}

TEST_CASE("B6, C12: boxes of another gateway's slots are not this one's to call silent") {
  Fleet fleet(3);
  {
    auto tx = fleet.database->begin();
    for (const auto& name : fleet.names) {
      PresenceRow row;
      row.monitor = name;
      row.state = Presence::online;
      row.since = row.heard = kStart;
      save_presence(tx, row);
    }
    tx.commit();
  }
  leases::SlotEpochs held{};
  held[wire::slot_of(fleet.names[1])] = 7;
  fleet.slots.held = [held] { return held; };
  fleet.slots.in_database = [held](storage::Session&) { return held; };
  fleet.writer.emplace(
      Writer::Parts{*fleet.database, fleet.clock, fleet.clock, fleet.intake, fleet.outputs, fleet.faults, fleet.slots});
  fleet.wait(10min);
  CHECK(fleet.silent() == 1);
  CHECK(fleet.count("monitor_presence where state = 2 and monitor = '" + fleet.names[1] + "'") == 1);
}

TEST_CASE("C12: one silent box rings at the desk with its lift, and the alert ends when it is back") {
  Fleet fleet(1);
  fleet.beat();
  fleet.drain();
  fleet.wait(125s);
  CHECK(fleet.silent() == 1);
  CHECK(fleet.alerts() == 0);
  fleet.wait(60s);
  CHECK(fleet.alerts() == 1);
  CHECK(fleet.count("desk_alerts where kind = 24 and text_zh like '%LG-200000%200000%' and elevator_id > 0") == 1);
  fleet.beat();
  fleet.drain();
  CHECK(fleet.silent() == 0);
  CHECK(fleet.open_alerts() == 0);
}

TEST_CASE("C12: five hundred at once are one line at the desk, and no order") {
  Fleet fleet(500);
  fleet.beat();
  fleet.drain();
  fleet.wait(190s);
  CHECK(fleet.silent() == 500);
  CHECK(fleet.alerts() == 1);
  CHECK(fleet.count("desk_alerts where kind = 24 and text_zh like '500%'") == 1);
  CHECK(fleet.count("orders") == 0);
  fleet.beat();
  fleet.drain();
  CHECK(fleet.silent() == 0);
  for (int i = 0; i < 14; ++i) {
    fleet.wait(45s);
    fleet.beat();
    fleet.drain();
  }
  CHECK(fleet.alerts() == 1);
  fleet.wait(190s);
  CHECK(fleet.alerts() == 2);
}

TEST_CASE("C12: a greater outage within ten minutes of a small one rings too") {
  Fleet fleet(40);
  for (int i = 0; i < 6; ++i) {  // the first six say something once
    fleet.beat(i == 0 ? 0 : 6);
    fleet.drain();
    fleet.wait(40s);
  }
  CHECK(fleet.silent() == 6);
  CHECK(fleet.count("desk_alerts where kind = 24 and text_zh like '6个%'") == 1);
  SECTION("while they are still silent") {
    fleet.wait(200s);
    CHECK(fleet.silent() == 40);
    CHECK(fleet.count("desk_alerts where kind = 24 and text_zh like '34个%'") == 1);
  }
  SECTION("when they are back") {
    fleet.beat();
    fleet.drain();
    CHECK(fleet.silent() == 0);
    fleet.wait(200s);
    CHECK(fleet.count("desk_alerts where kind = 24 and text_zh like '40个%'") == 1);
  }
  CHECK(fleet.alerts() == 2);
}

TEST_CASE("C12, A3: who could not be heard is not silent, and has the whole limit when the broker is back") {
  Fleet fleet(20);
  fleet.beat();
  fleet.drain();
  fleet.heard.reset();
  fleet.wait(30min);
  CHECK(fleet.silent() == 0);
  fleet.heard.set();
  fleet.wait(120s);
  CHECK(fleet.silent() == 0);
  fleet.wait(10s);
  CHECK(fleet.silent() == 20);
}

TEST_CASE("C12, B8: a database that was away makes nobody silent either") {
  Fleet fleet(1);
  fleet.beat();
  fleet.drain();
  fleet.faults.before_commit = [](const auto&) { throw storage::Busy("planted"); };
  const Incoming event = incoming(Box{}.mains_lost(1));
  fleet.intake.offer(event.origin, event.topic, event.payload);
  for (int i = 0; i < 60; ++i) {
    fleet.clock.advance(5s);
    fleet.writer->turn(0ms);
  }
  fleet.faults.before_commit = {};
  fleet.wait(120s);
  CHECK(fleet.silent() == 0);
  fleet.wait(10s);
  CHECK(fleet.silent() == 1);
}

TEST_CASE("C12, B8: a database that refuses once in a while hides nobody's silence") {
  Fleet fleet(1);
  fleet.beat();
  fleet.drain();
  for (std::uint64_t minute = 1; minute <= 3; ++minute) {
    fleet.wait(60s);
    fleet.faults.before_commit = [](const auto&) { throw storage::Busy("planted"); };
    const Incoming event = incoming(Box{}.mains_lost(minute));
    fleet.intake.offer(event.origin, event.topic, event.payload);
    fleet.writer->turn(0ms);
    CHECK(fleet.writer->pause() > 0ms);
    fleet.faults.before_commit = {};
    fleet.drain();
  }
  CHECK(fleet.silent() == 1);
}

TEST_CASE("C12: a process that stood still calls nobody silent for it") {
  Fleet fleet(20);
  fleet.beat();
  fleet.drain();
  fleet.clock.advance(10min);
  fleet.writer->turn(0ms);
  fleet.wait(120s);
  CHECK(fleet.silent() == 0);
  fleet.wait(10s);
  CHECK(fleet.silent() == 20);
}

TEST_CASE("presence that the database refuses for good is given up, and alarms are taken all the same") {
  Fleet fleet(3);
  {
    auto tx = fleet.database->begin();
    tx.exec(
        {"test.refuse_presence", liftguard::testing::on_postgresql()
                                     ? "alter table monitor_presence add constraint planted check (state <> 1)"
                                     : "create trigger planted before insert on monitor_presence when new.state = 1 "
                                       "begin select raise(abort, 'planted'); end"});
    tx.commit();
  }
  fleet.beat();
  fleet.drain();
  CHECK(fleet.count("monitor_presence") == 0);
  const Incoming alarm = incoming(Box{}.trapped(1));
  fleet.intake.offer(alarm.origin, alarm.topic, alarm.payload);
  fleet.drain();
  CHECK(fleet.count("orders") == 1);
  CHECK(fleet.writer->pause() == 0ms);
  fleet.wait(125s);
  CHECK(fleet.silent() == 3);
}

TEST_CASE("C11: unproven and blind stand in the presence of a box, listed longest first with what makes it so") {
  Fleet fleet(2);
  fleet.beat();
  fleet.drain();
  {
    auto tx = fleet.database->begin();
    registry::note_unproven(tx, fleet.names[1], kStart);
    tx.commit();
  }
  fleet.wait(30s);
  fleet.offer({fleet.names[0], [] {
                 wire::Heartbeat beat;
                 beat.sensors_lost = {"door"};
                 return beat;
               }()});
  fleet.drain();
  fleet.clock.advance(10min);
  CHECK(fleet.count("monitor_presence where unproven = 1 and blind_since_ms is not null") == 1);
  auto session = fleet.database->read();
  const auto blind = blind_boxes(session, 10);
  REQUIRE(blind.size() == 2);
  CHECK(blind[0].presence.monitor == fleet.names[1]);
  const auto now = fleet.clock.utc_now();
  CHECK(describe(blind[0], now).find("unproven") != std::string::npos);
  CHECK(describe(blind[1], now).find("door") != std::string::npos);
  CHECK(describe(blind[1], now).find("10 min") != std::string::npos);
}
