#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "common/base/calendar.hpp"
#include "gateway/ingest/presence.hpp"

using namespace liftguard;
using namespace liftguard::gateway;
using namespace std::chrono_literals;

namespace {

const UtcTime kNow = *parse_iso("2026-11-22T06:00:00Z");
const std::string kMonitor = "LG-000001";

wire::State birth(std::uint64_t session, std::uint64_t boot = 1) {
  wire::Birth birth;
  birth.at.boot = boot;
  birth.session = session;
  birth.journal = 9;
  birth.firmware = "0.1.0";
  return {kMonitor, birth};
}

wire::State heartbeat(std::uint64_t session, std::uint32_t sent_unconfirmed = 0) {
  wire::Heartbeat heartbeat;
  heartbeat.at.boot = 1;
  heartbeat.session = session;
  heartbeat.sent_unconfirmed = sent_unconfirmed;
  return {kMonitor, heartbeat};
}

wire::State will(std::uint64_t session, std::uint64_t boot = 1) {
  return {kMonitor, wire::Will{boot, session}};
}

Presence state(const PresenceBook& book) {
  REQUIRE(book.find(kMonitor) != nullptr);
  return book.find(kMonitor)->state;
}

}  // namespace

TEST_CASE("a birth makes a monitor online, its own will offline") {
  PresenceBook book({}, kNow);
  CHECK_FALSE(book.knows(kMonitor));
  book.observe(birth(1), kNow);
  CHECK(state(book) == Presence::online);
  book.observe(will(1), kNow + 1min);
  CHECK(state(book) == Presence::offline);
  CHECK(book.find(kMonitor)->since == kNow + 1min);
}

TEST_CASE("E13: the will of an earlier connection or an earlier boot takes nobody offline") {
  PresenceBook book({}, kNow);
  book.observe(birth(1), kNow);
  book.observe(birth(2), kNow + 1s);
  book.observe(will(1), kNow + 2s);
  CHECK(state(book) == Presence::online);
  book.observe(birth(1, 7), kNow + 3s);
  book.observe(will(1, 1), kNow + 4s);
  CHECK(state(book) == Presence::online);
  book.observe(will(1, 7), kNow + 5s);
  CHECK(state(book) == Presence::offline);
}

TEST_CASE("C12: silent after two minutes without a sign of life: 2:00.000 no, 2:00.001 yes") {
  PresenceBook book({}, kNow);
  book.observe(birth(1), kNow);
  book.sweep(kNow + 2min);
  CHECK(state(book) == Presence::online);
  book.sweep(kNow + 2min + 1ms);
  CHECK(state(book) == Presence::silent);
  book.observe(heartbeat(1), kNow + 3min);
  CHECK(state(book) == Presence::online);
}

TEST_CASE("a record is a sign of life for a silent monitor, and no birth for one that is offline") {
  PresenceBook book({}, kNow);
  book.observe(birth(1), kNow);
  book.heard_record(kMonitor, kNow + 1min);
  book.sweep(kNow + 3min);
  CHECK(state(book) == Presence::online);
  book.sweep(kNow + 4min);
  book.heard_record(kMonitor, kNow + 4min);
  CHECK(state(book) == Presence::online);
  book.observe(will(1), kNow + 5min);
  book.heard_record(kMonitor, kNow + 5min);
  CHECK(state(book) == Presence::offline);
  book.heard_record("LG-000002", kNow);
  CHECK_FALSE(book.knows("LG-000002"));
}

TEST_CASE("C12: who said goodbye and does not come back is as silent as anybody, two minutes later") {
  PresenceBook book({}, kNow);
  book.observe(birth(1), kNow);
  book.observe(will(1), kNow + 1min);
  book.sweep(kNow + 2min);
  CHECK(state(book) == Presence::offline);
  book.sweep(kNow + 2min + 1ms);
  CHECK(state(book) == Presence::silent);
}

TEST_CASE("C12: a broker that was away makes nobody silent: the limit counts anew from its return") {
  PresenceBook book({}, kNow);
  book.observe(birth(1), kNow);
  book.could_hear({}, kNow + 1min);
  for (const auto at : {3min, 30min}) {
    book.could_hear({}, kNow + at);
    book.sweep(kNow + at);
    CHECK(state(book) == Presence::online);
  }
  const auto back = kNow + 31min;
  book.could_hear(leases::SlotSet{}.set(), back);
  book.sweep(back + 2min);
  CHECK(state(book) == Presence::online);
  book.sweep(back + 2min + 1ms);
  CHECK(state(book) == Presence::silent);
}

TEST_CASE(
    "C11, DV-19: blind is who is silent, unproven, or without a sensor that detection rests on; time is counted") {
  PresenceBook book({}, kNow);
  book.observe(birth(1), kNow);
  const auto blind = [&] { return book.find(kMonitor)->blind_since.has_value(); };
  auto without = heartbeat(1);
  auto& lost = std::get<wire::Heartbeat>(without.presence).sensors_lost;
  lost = {"temperature", "mains"};
  book.observe(without, kNow);
  CHECK_FALSE(blind());
  lost = {"door", "temperature", "zone"};
  book.observe(without, kNow + 1min);
  CHECK(blind());
  CHECK(book.find(kMonitor)->sensors_lost == "door,zone");
  book.unproven_are({kMonitor}, kNow + 2min);
  book.observe(heartbeat(1), kNow + 3min);
  CHECK(blind());  // still unproven
  book.unproven_are({}, kNow + 4min);
  CHECK_FALSE(blind());
  CHECK(book.find(kMonitor)->blind_for == 3min);
  book.sweep(kNow + 6min);
  CHECK(blind());
  CHECK(book.find(kMonitor)->blind_since == kNow + 6min);
  CHECK(book.counts().blind == 1);
  book.revoke(kMonitor, kNow + 7min);  // no eye any more
  CHECK_FALSE(blind());
  CHECK(book.find(kMonitor)->blind_for == 4min);
}

TEST_CASE("C11: a box that was never heard is unproven all the same") {
  PresenceBook book({}, kNow);
  book.unproven_are({kMonitor}, kNow);
  CHECK(state(book) == Presence::offline);
  CHECK(book.find(kMonitor)->blind_since == kNow);
  CHECK(book.changed(10).size() == 1);
}

TEST_CASE("C12: a start of the gateway makes nobody silent for what it could not hear") {
  PresenceRow row;
  row.monitor = kMonitor;
  row.state = Presence::online;
  row.heard = kNow - 72h;
  PresenceBook book({row}, kNow);
  book.sweep(kNow + 2min);
  CHECK(state(book) == Presence::online);
  book.sweep(kNow + 2min + 1ms);
  CHECK(state(book) == Presence::silent);
}

TEST_CASE("only changes are written: a thousand heartbeats are none, A12's unconfirmed is one") {
  PresenceBook book({}, kNow);
  const std::vector<std::string> all{kMonitor};
  book.observe(birth(1), kNow);
  REQUIRE(book.changed(10).size() == 1);
  book.written(all);
  for (int i = 0; i < 1000; ++i) book.observe(heartbeat(1), kNow + i * 30s);
  CHECK_FALSE(book.has_changes());
  book.observe(heartbeat(1, 2), kNow);
  REQUIRE(book.has_changes());
  CHECK(book.changed(10).front().unconfirmed);
  book.written(all);
  book.observe(heartbeat(1, 3), kNow);
  CHECK_FALSE(book.has_changes());
  book.observe(heartbeat(1, 0), kNow);
  CHECK(book.has_changes());
}

TEST_CASE("C12: of a fleet's changes so many are given out as were asked for, until they are written") {
  PresenceBook book({}, kNow);
  for (const char* name : {"LG-1", "LG-2", "LG-3"}) {
    auto state = birth(1);
    state.monitor = name;
    book.observe(state, kNow);
  }
  const auto first = book.changed(2);
  REQUIRE(first.size() == 2);
  CHECK(book.changed(2) == first);
  book.written(std::vector<std::string>{first[0].monitor, first[1].monitor});
  CHECK(book.changed(2).size() == 1);
}
