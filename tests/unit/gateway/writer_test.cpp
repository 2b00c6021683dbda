// Ingest against a real database file, without a broker: what is stored, what becomes of it, what is confirmed.
#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <cstdio>
#include <random>
#include <string>
#include <vector>

#include "common/registry/store.hpp"
#include "common/wire/state.hpp"
#include "common/wire/topics.hpp"
#include "tests/unit/gateway/writing_town.hpp"

using namespace liftguard;
using namespace liftguard::gateway;
using namespace liftguard::gateway::testing;
using namespace std::chrono_literals;

TEST_CASE("RS-3: a trapped event is stored, makes one order, and is confirmed after the commit") {
  Desk desk;
  desk.give(desk.box.trapped(1));
  CHECK(desk.count("monitor_events where kind = 1 and elevator_id is not null") == 1);
  CHECK(desk.count("orders where closed_ms is null") == 1);
  CHECK(desk.count("limits") > 0);
  CHECK(desk.count("notices") > 0);
  REQUIRE(desk.confirmations.size() == 1);
  CHECK(desk.confirmations[0].monitor == kMonitor);
  CHECK(desk.confirmations[0].confirm.journal == desk.box.journal);
  CHECK(desk.confirmations[0].confirm.incarnation == (desk.database->incarnation() & wire::kMaxNumber));
  CHECK(desk.confirmed(Lane::alarm)->contiguous == 1);
  CHECK(desk.orders_changed == 1);
}

TEST_CASE("A7, B3: a repeat changes nothing and is confirmed again, also by a writer that never saw the first") {
  Desk desk;
  desk.give(desk.box.trapped(1));
  desk.confirmations.clear();
  desk.give(desk.box.trapped(1));
  CHECK(desk.confirmed(Lane::alarm)->contiguous == 1);
  desk.confirmations.clear();
  desk.restart();
  auto resent = desk.box.trapped(1);
  resent.sent.uptime_us += 60'000'000;  // the envelope differs, the record is the same
  desk.give(resent);
  CHECK(desk.confirmed(Lane::alarm)->contiguous == 1);
  CHECK(desk.count("monitor_events") == 1);
  CHECK(desk.count("orders") == 1);
  CHECK(desk.count("alarms") == 1);
  CHECK(desk.count("dead_letters") == 0);
}

TEST_CASE("A3: what a transaction had no time for comes before what came later, lane by lane") {
  Desk desk;
  std::vector<std::string> applied;  // topics, one a transaction: each message takes all the time there is
  desk.faults.before_apply = [&](const std::string& topic) {
    applied.push_back(topic.substr(topic.rfind('/') + 1));
    desk.clock.advance(20ms);
  };
  desk.restart();
  for (std::uint64_t seq = 1; seq <= 3; ++seq) desk.offer(desk.box.mains_lost(seq));
  desk.writer->turn(0ms);  // event 1; 2 and 3 are left over
  for (std::uint64_t seq = 1; seq <= 2; ++seq) desk.offer(desk.box.trapped(seq, seq));
  desk.writer->turn(0ms);  // alarm 1; alarm 2 is left over as well
  desk.offer(desk.box.trapped(3, 3));
  desk.offer(desk.box.mains_lost(4));
  desk.writer->turn(0ms);
  CHECK(desk.confirmed(Lane::alarm)->contiguous == 2);  // not 3 before it
  desk.drain();
  CHECK(applied == std::vector<std::string>{"event", "alarm", "alarm", "alarm", "event", "event", "event"});
  for (const auto& one : desk.confirmations)
    for (const auto& mark : one.confirm.lanes) CHECK(mark.ranges.empty());  // in order, so never a gap
}

TEST_CASE("A3: a flood of alarms neither starves what was left over nor lets younger records of its lane go first") {
  Desk desk;
  std::size_t alarms = 0;
  std::vector<std::size_t> alarms_before;  // each of the events
  desk.faults.before_apply = [&](const std::string& topic) {
    topic.ends_with("/alarm") ? static_cast<void>(++alarms) : alarms_before.push_back(alarms);
    desk.clock.advance(20ms);
  };
  desk.restart();
  for (std::uint64_t seq = 1; seq <= 3; ++seq) desk.offer(desk.box.mains_lost(seq));
  for (std::uint64_t seq = 1; seq <= 120; ++seq) {
    desk.offer(desk.box.trapped(seq, seq));
    desk.offer(desk.box.mains_lost(3 + seq));
    desk.writer->turn(0ms);
    const auto mark = desk.confirmed(Lane::event);
    if (mark) CHECK(mark->ranges.empty());
  }
  CHECK(alarms_before.size() >= 3);
  CHECK(alarms > 100);
}

TEST_CASE("A8: reordered records are all stored, the mark stays behind the gap until it closes") {
  Desk desk;
  desk.give(desk.box.mains_lost(1));
  desk.give(desk.box.mains_lost(3));
  CHECK(desk.confirmed(Lane::event)->contiguous == 1);
  CHECK(desk.confirmed(Lane::event)->ranges == std::vector<std::pair<std::uint64_t, std::uint64_t>>{{3, 3}});
  desk.give(desk.box.mains_lost(2));
  CHECK(desk.confirmed(Lane::event)->contiguous == 3);
  CHECK(desk.count("monitor_events") == 3);
}

TEST_CASE("C5: a new journal starts its numbers again and nothing is swallowed") {
  Desk desk;
  desk.give(desk.box.trapped(1, 1));
  Box fresh = desk.box;
  fresh.journal = 78;
  desk.give(fresh.recovered(1, 1));
  CHECK(desk.count("monitor_events") == 2);
  CHECK(desk.confirmed(Lane::alarm, 78)->contiguous == 1);
}

TEST_CASE("E4: one forged number of 2^62 is stored and not confirmed, and the next true alarm makes its order") {
  Desk desk;
  wire::Envelope forged = desk.box.mains_lost(std::uint64_t{1} << 62);
  forged.lane = Lane::alarm;
  desk.give(forged);
  CHECK(desk.count("monitor_events") == 1);
  CHECK(desk.confirmed(Lane::alarm)->contiguous == 0);
  CHECK(desk.confirmed(Lane::alarm)->ranges.empty());
  desk.give(desk.box.trapped(1));
  CHECK(desk.count("orders") == 1);
  CHECK(desk.confirmed(Lane::alarm)->contiguous == 1);
}

TEST_CASE("E5: another content under a stored number is no repeat: dead letter, and the desk rings") {
  Desk desk;
  desk.give(desk.box.recovered(1, 9));
  const auto rung = desk.count("desk_alerts");
  desk.give(desk.box.trapped(1));
  CHECK(desk.count("monitor_events") == 1);
  CHECK(desk.count("dead_letters where reason = 'content_conflict'") == 1);
  CHECK(desk.count("desk_alerts") == rung + 1);
}

TEST_CASE("E1, RS-13: a damaged message on the alarm lane rings the desk once, elsewhere it is only kept") {
  Desk desk;
  const std::string topic = wire::up_topic(kMonitor, Lane::alarm);
  for (int i = 0; i < 5; ++i) desk.give(incoming(kMonitor, topic, "damaged " + std::to_string(i)));
  desk.give(incoming(kMonitor, wire::up_topic(kMonitor, Lane::bulk), "damaged"));
  desk.give(incoming(kMonitor, wire::up_topic(kMonitor, Lane::bulk), "damaged"));
  CHECK(desk.count("dead_letters where reason = 'malformed' and lane = 0") == 5);
  CHECK(desk.count("dead_letters where lane = 2 and times = 2") == 1);
  CHECK(desk.count("desk_alerts") == 1);
  CHECK(desk.count("desk_alerts where text_zh like '%LG-000001%格式损坏%'") == 1);
  CHECK(desk.confirmations.empty());
  desk.clock.advance(10min);
  desk.give(incoming(kMonitor, topic, "damaged again"));
  CHECK(desk.count("desk_alerts") == 2);
}

TEST_CASE("RS-13: an alarm under a slot that is not its monitor's rings the desk") {
  Desk desk;
  std::string topic = wire::up_topic(kMonitor, Lane::alarm);
  topic.replace(topic.find("/06/"), 4, "/07/");
  Incoming message = incoming(kMonitor, topic, payload_of(desk.box.trapped(1)));
  message.origin.slot = 7;
  desk.give(message);
  CHECK(desk.count("dead_letters where reason = 'bad_topic' and monitor = 'LG-000001'") == 1);
  CHECK(desk.count("desk_alerts") == 1);
}

TEST_CASE("E7: another monitor's name inside is a dead letter and touches neither monitor") {
  Desk desk;
  Box other = desk.box;
  other.monitor = kSpare;
  desk.give(incoming(kMonitor, wire::up_topic(kMonitor, Lane::alarm), payload_of(other.trapped(1))));
  CHECK(desk.count("dead_letters where reason = 'wrong_identity' and monitor = 'LG-000001'") == 1);
  CHECK(desk.count("monitor_events") == 0);
  CHECK(desk.count("orders") == 0);
  CHECK(desk.confirmations.empty());
}

TEST_CASE("E15: an unknown monitor's alarm rings the desk, is not confirmed, and becomes an order once registered") {
  Desk desk;
  Box stranger = desk.box;
  stranger.monitor = "LG-999999";
  for (int i = 0; i < 3; ++i) desk.give(stranger.trapped(1));
  CHECK(desk.count("dead_letters where reason = 'unknown_monitor' and times = 3") == 1);
  CHECK(desk.count("desk_alerts") == 1);
  CHECK(desk.count("orders") == 0);
  CHECK(desk.confirmations.empty());
  {
    auto tx = desk.database->begin();
    registry::put_monitor(tx, "LG-999999", kStart);
    registry::bind_monitor(tx, "LG-999999", desk.elevator, kStart);
    tx.commit();
  }
  desk.give(stranger.trapped(1));
  CHECK(desk.count("orders") == 1);
  CHECK(desk.confirmed(Lane::alarm, stranger.journal, "LG-999999")->contiguous == 1);
}

TEST_CASE("E15, E16: an unknown monitor rings once in ten minutes for each kind of alarm, however many it makes") {
  Desk desk;
  Box stranger = desk.box;
  stranger.monitor = "LG-999999";
  const auto rung = [&] { return desk.count("desk_alerts where monitor = 'LG-999999'"); };
  for (std::uint64_t seq = 1; seq <= 300; ++seq) desk.offer(stranger.trapped(seq, seq));
  desk.drain();
  CHECK(rung() == 1);
  CHECK(desk.count("dead_letters where reason = 'unknown_monitor'") == kMaxDeadLetters);
  auto button = stranger.trapped(301, 301);
  std::get<wire::EventBody>(button.body).kind = EventKind::alarm_button;
  desk.give(button);
  CHECK(rung() == 2);  // a true entrapment is not hidden behind somebody's play with the button
  desk.clock.advance(10min);
  for (std::uint64_t seq = 302; seq <= 400; ++seq) desk.offer(stranger.trapped(seq, seq));
  desk.drain();
  CHECK(rung() == 3);
}

TEST_CASE("E15: a registered monitor without a lift is stored and confirmed, the desk rings, no lift is guessed") {
  Desk desk;
  Box spare = desk.box;
  spare.monitor = kSpare;
  desk.give(spare.trapped(1));
  CHECK(desk.count("monitor_events where elevator_id is null") == 1);
  CHECK(desk.count("desk_alerts") == 1);
  CHECK(desk.count("orders") == 0);
  CHECK(desk.confirmed(Lane::alarm, spare.journal, kSpare)->contiguous == 1);
}

TEST_CASE("C2: a gap record moves the mark over what was dropped; one on the alarm lane rings the desk") {
  Desk desk;
  desk.give(desk.box.mains_lost(1));
  desk.give(desk.box.gap(9, Lane::event, 2, 8, wire::GapCause::full));
  CHECK(desk.confirmed(Lane::event)->contiguous == 9);
  CHECK(desk.count("lane_gaps where first_seq = 2 and last_seq = 8") == 1);
  CHECK(desk.count("desk_alerts") == 0);
  desk.give(desk.box.gap(4, Lane::alarm, 1, 3, wire::GapCause::merged));
  CHECK(desk.count("desk_alerts") == 0);
  desk.give(desk.box.gap(6, Lane::alarm, 5, 5, wire::GapCause::rot));
  CHECK(desk.confirmed(Lane::alarm)->contiguous == 6);
  CHECK(desk.count("desk_alerts") == 1);
}

TEST_CASE("E4: a gap that reaches beyond the record that tells of it confirms nothing of it") {
  Desk desk;
  desk.give(desk.box.gap(1, Lane::event, 2, 500, wire::GapCause::full));
  CHECK(desk.confirmed(Lane::event)->contiguous == 1);
  CHECK(desk.count("lane_gaps") == 0);
}

TEST_CASE("a record that comes after its box had called it lost is stored like any other") {
  Desk desk;
  desk.give(desk.box.gap(2, Lane::alarm, 1, 1, wire::GapCause::rot));
  desk.give(desk.box.trapped(1));
  CHECK(desk.count("orders") == 1);
  CHECK(desk.count("monitor_events") == 2);
}

TEST_CASE("A9, RS-13: a trapped event whose end the box already knows makes no dispatch") {
  Desk desk;
  auto late = desk.box.trapped(1, 1, kStart - 1h);
  late.episodes[0].ended = kStart - 30min;
  desk.give(late);
  CHECK(desk.count("orders") == 0);
  CHECK(desk.count("desk_alerts") == 1);
  desk.give(desk.box.trapped(2, 2, kStart - 1h));
  CHECK(desk.count("orders where late = 1") == 1);
}

TEST_CASE("output gate: at before_commit nothing is out, and a commit that fails lets nothing out") {
  Desk desk;
  std::size_t out_before_commit = 99;
  desk.faults.before_commit = [&](const auto&) { out_before_commit = desk.confirmations.size(); };
  desk.give(desk.box.trapped(1));
  CHECK(out_before_commit == 0);
  CHECK(desk.confirmations.size() == 1);

  desk.faults.before_commit = [](const auto&) { throw storage::DatabaseError("the disk is gone"); };
  desk.offer(desk.box.trapped(2, 2));
  CHECK_THROWS_AS(desk.writer->turn(0ms), storage::DatabaseError);
  CHECK(desk.confirmations.size() == 1);
  CHECK(desk.count("monitor_events") == 1);
}

TEST_CASE("the planted bug releases a confirmation before its commit: what the oracle must find") {
  Desk desk;
  desk.faults.before_commit = [&](const auto& release) {
    release();
    throw storage::DatabaseError("killed here");
  };
  desk.offer(desk.box.trapped(1));
  CHECK_THROWS(desk.writer->turn(0ms));
  CHECK(desk.confirmed(Lane::alarm)->contiguous == 1);
  CHECK(desk.count("monitor_events") == 0);
}

TEST_CASE("I10: any order, any repeats, any restarts: each record once, one order, the mark at the end") {
  for (std::uint32_t seed = 1; seed <= 12; ++seed) {
    INFO("seed " << seed);
    std::mt19937 random(seed);
    Desk desk;
    std::vector<wire::Envelope> under_way;
    for (std::uint64_t seq = 1; seq <= 12; ++seq) {
      const auto envelope = seq % 2 ? desk.box.trapped(seq, 1) : desk.box.mains_lost(seq / 2);
      for (auto copies = 1 + random() % 3; copies > 0; --copies) under_way.push_back(envelope);
    }
    std::shuffle(under_way.begin(), under_way.end(), random);
    for (const auto& envelope : under_way) {
      desk.offer(envelope);
      if (random() % 3 == 0) desk.drain();
      if (random() % 10 == 0) desk.restart();
    }
    desk.drain();
    CHECK(desk.count("monitor_events where lane = 1") == 6);
    CHECK(desk.count("monitor_events where lane = 0") == 6);
    CHECK(desk.count("orders") == 1);
    CHECK(desk.count("dead_letters") == 0);
    CHECK(desk.confirmed(Lane::event)->contiguous == 6);
    CHECK(desk.confirmed(Lane::alarm)->contiguous == 1);
  }
}

TEST_CASE("presence is written when it changes, and a birth is answered with the time") {
  Desk desk;
  wire::Birth birth;
  birth.at.boot = 5;
  birth.session = 1;
  birth.firmware = "0.1.0";
  const auto bytes = wire::encode(wire::State{kMonitor, birth});
  const std::string payload(bytes.begin(), bytes.end());
  desk.give(incoming(kMonitor, wire::state_topic(kMonitor), payload));
  CHECK(desk.count("monitor_presence where state = 1 and firmware = '0.1.0'") == 1);
  CHECK(desk.count("changes where kind = 'monitor'") == 1);
  CHECK(desk.greeted == std::vector<std::string>{kMonitor});
  desk.give(incoming(kMonitor, wire::state_topic(kMonitor), payload));
  CHECK(desk.count("changes where kind = 'monitor'") == 1);
  for (int looks = 0; looks < 25; ++looks) {  // for its silence: for more than two minutes
    desk.clock.advance(5s);
    desk.drain();
  }
  CHECK(desk.count("monitor_presence where state = 2") == 1);
  desk.restart();
  desk.clock.advance(2min);
  desk.give(desk.box.trapped(1));
  CHECK(desk.count("monitor_presence where state = 1") == 1);
}

// Not a check but a measure, run by name: what one writer commits to this disk, no broker in the way.
TEST_CASE("throughput of the writer", "[.][measure]") {
  Desk desk;
  constexpr std::uint64_t kRecords = 20'000;
  std::vector<Incoming> messages;
  for (std::uint64_t seq = 1; seq <= kRecords; ++seq) messages.push_back(incoming(desk.box.mains_lost(seq)));
  const auto begun = std::chrono::steady_clock::now();
  for (std::size_t i = 0; i < messages.size(); ++i) {
    desk.offer(messages[i]);
    if (i % 4'000 == 0) desk.drain();
  }
  desk.drain();
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
  CHECK(desk.confirmed(Lane::event)->contiguous == kRecords);
  std::printf("writer: %.0f events/s committed, %zu batches\n", static_cast<double>(kRecords) / seconds,
              desk.confirmations.size());
}
