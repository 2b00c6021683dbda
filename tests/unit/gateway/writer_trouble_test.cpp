// The writer when the database refuses (B8), and when a message cannot be processed (B17).
#include <catch2/catch.hpp>
#include <chrono>
#include <new>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <vector>

#include "common/registry/revoked.hpp"
#include "common/registry/store.hpp"
#include "common/wire/topics.hpp"
#include "tests/unit/gateway/writing_town.hpp"

using namespace liftguard;
using namespace liftguard::gateway;
using namespace liftguard::gateway::testing;
using namespace std::chrono_literals;

TEST_CASE("B8: a busy database is waited for; nothing is lost, nothing confirmed before its time") {
  Desk desk;
  {
    auto other = storage::Database::open(desk.url);
    auto held = other->begin();
    desk.offer(desk.box.trapped(1));
    CHECK(desk.writer->turn(0ms) == 0);
    CHECK(desk.confirmations.empty());
  }
  desk.drain();
  CHECK(desk.count("orders") == 1);
  CHECK(desk.confirmed(Lane::alarm)->contiguous == 1);
}

TEST_CASE(
    "B8: a database that refuses is asked less and less often, half a second apart at the most, and then at once") {
  Desk desk;
  desk.faults.before_commit = [](const auto&) { throw storage::Busy("planted"); };
  desk.offer(desk.box.trapped(1));
  CHECK(desk.writer->pause() == 0ms);
  for (const auto pause : {100ms, 200ms, 400ms, 500ms, 500ms}) {
    desk.writer->turn(0ms);
    CHECK(desk.writer->pause() == pause);
  }
  desk.faults.before_commit = {};
  desk.writer->turn(0ms);
  CHECK(desk.writer->pause() == 0ms);
  CHECK(desk.confirmed(Lane::alarm)->contiguous == 1);
  desk.faults.before_commit = [](const auto&) { throw storage::OutcomeUnknown("planted"); };
  desk.offer(desk.box.trapped(2));
  desk.writer->turn(0ms);
  CHECK(desk.writer->pause() == 100ms);
}

TEST_CASE("B8: the writer's own loop keeps those pauses, and a stop ends them") {
  Desk desk;
  std::stop_source stop;
  std::vector<std::chrono::steady_clock::time_point> tries;
  desk.faults.before_commit = [&](const auto&) {
    tries.push_back(std::chrono::steady_clock::now());
    if (tries.size() == 2) stop.request_stop();
    throw storage::Busy("planted");
  };
  desk.offer(desk.box.trapped(1));
  desk.writer->run(stop.get_token());
  REQUIRE(tries.size() == 2);
  CHECK(tries[1] - tries[0] >= 100ms);
}

TEST_CASE("B17: a message that cannot be processed is set aside by itself; its neighbours and its lane go on") {
  Desk desk;
  {
    auto tx = desk.database->begin();  // stands for a fault that one message brings to light
    tx.exec(
        {"test.poison", liftguard::testing::on_postgresql()
                            ? "alter table monitor_events add constraint planted check (lane <> 0 or seq <> 2)"
                            : "create trigger poison before insert on monitor_events when new.lane = 0 and new.seq = 2 "
                              "begin select raise(abort, 'planted'); end"});
    tx.commit();
  }
  for (std::uint64_t seq = 1; seq <= 3; ++seq) desk.offer(desk.box.trapped(seq, seq));
  desk.drain();
  CHECK(desk.count("monitor_events") == 2);
  CHECK(desk.count("orders") == 1);
  CHECK(desk.count("dead_letters where reason = 'not_processable' and detail like '%planted%'") == 1);
  CHECK(desk.count("lane_gaps where first_seq = 2 and last_seq = 2") == 1);
  CHECK(desk.count("desk_alerts where text_zh like '%处理失败%'") == 1);
  CHECK(desk.confirmed(Lane::alarm)->contiguous == 3);
}

TEST_CASE(
    "B17: one bad message of 512 costs some twenty transactions, and an alarm that comes meanwhile waits for one") {
  Desk desk;
  int transactions = 0;
  bool bad_one_came = false;
  desk.faults.before_apply = [&](const std::string& topic) {
    if (topic != wire::up_topic(kSpare, Lane::event)) return;
    bad_one_came = true;
    ++transactions;  // this one will not reach its commit
    throw std::runtime_error("planted");
  };
  desk.faults.before_commit = [&](const auto&) { ++transactions; };
  Box bad = desk.box;
  bad.monitor = kSpare;
  for (std::uint64_t seq = 1; seq <= 511; ++seq) {
    if (seq == 200) desk.offer(bad.mains_lost(1));
    desk.offer(desk.box.mains_lost(seq));
  }
  desk.writer->turn(0ms);
  REQUIRE(bad_one_came);
  desk.offer(desk.box.trapped(1));
  desk.writer->turn(0ms);
  CHECK(desk.count("orders") == 1);
  CHECK(desk.count("monitor_events where lane = 1") == 0);
  desk.drain();
  CHECK(desk.confirmed(Lane::event)->contiguous == 511);
  CHECK(desk.count("dead_letters where reason = 'not_processable' and monitor = 'LG-000009'") == 1);
  CHECK(desk.count("dead_letters") == 1);
  CHECK(transactions <= 25);
}

TEST_CASE("B17, B12: a database that goes away while a group is tried in parts has nothing counted twice") {
  Desk desk;
  int commits = 0;
  desk.faults.before_apply = [&](const std::string& topic) {
    if (topic == wire::up_topic(kSpare, Lane::event)) throw std::runtime_error("planted");
  };
  desk.faults.before_commit = [&](const auto&) {
    if (++commits == 2) throw storage::Busy("planted");
  };
  Box bad = desk.box;
  bad.monitor = kSpare;
  for (std::uint64_t seq = 1; seq <= 7; ++seq) desk.offer(desk.box.mains_lost(seq));
  desk.offer(bad.mains_lost(1));
  desk.drain();
  CHECK(desk.writer->counts().stored == 7);
  CHECK(desk.writer->counts().repeats == 0);
  CHECK(desk.writer->counts().dead == 1);
}

TEST_CASE("B17, E15: of an unknown monitor nothing is confirmed that cannot be processed, and people in it ring") {
  Desk desk;
  desk.faults.before_apply = [](const std::string&) { throw std::runtime_error("planted"); };
  Box stranger = desk.box;
  stranger.monitor = "LG-999999";
  for (int times = 0; times < 3; ++times) desk.give(stranger.trapped(1));
  CHECK(desk.count("dead_letters where reason = 'not_processable' and times = 3") == 1);
  CHECK(desk.count("desk_alerts where monitor = 'LG-999999'") == 1);
  CHECK(desk.count("lane_gaps") == 0);
  CHECK(desk.count("lane_cursors") == 0);
  CHECK(desk.confirmations.empty());
}

TEST_CASE("B17, E10: of a revoked monitor nothing is confirmed that cannot be processed") {
  Desk desk;
  {
    auto tx = desk.database->begin();
    registry::RevokedMonitor revoked;
    revoked.name = kMonitor;
    revoked.at = revoked.untrusted_since = kStart;
    REQUIRE(registry::revoke_monitor(tx, revoked));
    tx.commit();
  }
  desk.faults.before_apply = [](const std::string&) { throw std::runtime_error("planted"); };
  desk.give(desk.box.trapped(1));
  CHECK(desk.count("dead_letters where reason = 'not_processable'") == 1);
  CHECK(desk.count("desk_alerts") == 1);
  CHECK(desk.count("lane_gaps") == 0);
  CHECK(desk.confirmations.empty());
}

TEST_CASE("B17: a message is not set aside for want of memory: that ends the process") {
  Desk desk;
  desk.faults.before_apply = [](const std::string&) { throw std::bad_alloc(); };
  desk.offer(desk.box.trapped(1));
  CHECK_THROWS_AS(desk.writer->turn(0ms), std::bad_alloc);
  CHECK(desk.count("dead_letters") == 0);
  CHECK(desk.confirmations.empty());
}
