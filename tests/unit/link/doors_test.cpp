// Which door of the broker is used when (F3): the rule as a table, then through the link in virtual time.
#include <algorithm>
#include <vector>

#include <catch2/catch.hpp>

#include "firmware/link/link.hpp"
#include "tests/unit/link/plain_backlog.hpp"

using namespace liftguard;
using namespace liftguard::link;
using namespace std::chrono_literals;
using liftguard::test::PlainBacklog;
using Pressing = Doors::Pressing;

namespace {

constexpr SteadyTime at(std::chrono::microseconds when) {
  return SteadyTime{when};
}

Options fitted() {
  Options out;
  out.alarm_door = AlarmDoor::fitted;
  return out;
}

struct Box {
  PlainBacklog backlog;
  Link link{fitted(), backlog};

  // The door of the last Connect among the actions, if there is one.
  std::optional<Door> tell(const Event& event, std::chrono::microseconds when) {
    std::optional<Door> out;
    for (const auto& action : link.step(event, at(when)))
      if (const auto* connect = std::get_if<Connect>(&action)) out = connect->door;
    return out;
  }
  // Connected while time passes, with a broker that acknowledges all alarms at once.
  std::optional<Door> stay(std::chrono::microseconds from, std::chrono::microseconds until) {
    for (auto now = from;; now = std::min(now + 100ms, until)) {
      for (const auto& key : backlog.waiting)
        if (const auto left = tell(Acknowledged{key}, now)) return left;
      if (now >= until) return std::nullopt;
    }
  }
  void alarm(std::uint64_t seq) { backlog.waiting.insert({1, Lane::alarm, seq}); }
  void confirm(std::uint64_t seq) { backlog.waiting.erase({1, Lane::alarm, seq}); }
  std::chrono::microseconds wake() const { return link.wake_at().time_since_epoch(); }
};

}  // namespace

TEST_CASE("F3: the door of a new connection, by whether an alarm waits and what failed before") {
  struct Row {
    AlarmDoor alarm_door;
    std::vector<Pressing> failed_before;  // with which pressing each attempt was made
    Pressing now;
    Door door;
  };
  constexpr auto kNo = Pressing::no, kYes = Pressing::yes;
  const std::vector<Row> rows{
      {AlarmDoor::absent, {}, kNo, Door::main},
      {AlarmDoor::absent, {}, kYes, Door::main},
      {AlarmDoor::absent, {kYes}, kYes, Door::main},
      {AlarmDoor::fitted, {}, kNo, Door::main},
      {AlarmDoor::fitted, {}, kYes, Door::alarm},
      {AlarmDoor::fitted, {kNo}, kYes, Door::alarm},
      {AlarmDoor::fitted, {kYes}, kYes, Door::main},  // turn by turn
      {AlarmDoor::fitted, {kYes, kYes}, kYes, Door::alarm},
      {AlarmDoor::fitted, {kYes, kYes, kYes}, kYes, Door::main},
      {AlarmDoor::fitted, {kYes}, kNo, Door::main},
  };
  for (const auto& row : rows) {
    CAPTURE(&row - rows.data());
    Doors doors(row.alarm_door, 1);
    for (const auto pressing : row.failed_before) {
      (void)doors.choose(pressing);
      doors.failed();
    }
    CHECK(doors.choose(row.now) == row.door);
  }
}

TEST_CASE(
    "F3: the patience at the main door is 5 s, doubles with each failure of the alarm door to 60 s, and starts anew") {
  Doors doors(AlarmDoor::fitted, 1);
  (void)doors.choose(Pressing::no);
  CHECK_FALSE(doors.leave_at(std::nullopt));
  std::vector<std::chrono::microseconds> patience;
  for (int i = 0; i < 6; ++i) {
    patience.push_back(doors.leave_at(at(100s))->time_since_epoch() - 100s);
    REQUIRE(doors.choose(Pressing::yes) == Door::alarm);
    doors.failed();
    REQUIRE(doors.choose(Pressing::yes) == Door::main);
    doors.outstayed();
  }
  (void)doors.choose(Pressing::no);
  CHECK(patience == std::vector<std::chrono::microseconds>{5s, 10s, 20s, 40s, 60s, 60s});
  doors.note(Pressing::no, at(200s));
  CHECK(doors.leave_at(at(200s)) == at(205s));
}

TEST_CASE("F3: boxes whose alarms were confirmed together go back spread over half a minute") {
  auto earliest = SteadyTime::max(), latest = SteadyTime::min();
  for (std::uint32_t seed = 1; seed <= 500; ++seed) {
    Doors doors(AlarmDoor::fitted, seed * 7919);
    REQUIRE(doors.choose(Pressing::yes) == Door::alarm);
    doors.note(Pressing::yes, at(10s));
    CHECK_FALSE(doors.leave_at(at(10s)));
    doors.note(Pressing::no, at(20s));
    const auto back = doors.leave_at(std::nullopt);
    doors.note(Pressing::no, at(21s));
    CHECK(doors.leave_at(std::nullopt) == back);  // drawn once
    earliest = std::min(earliest, *back);
    latest = std::max(latest, *back);
    doors.note(Pressing::yes, at(22s));
    CHECK_FALSE(doors.leave_at(at(22s)));  // another alarm keeps it there
  }
  CHECK(earliest >= at(25s));
  CHECK(earliest < at(27s));
  CHECK(latest <= at(55s));
  CHECK(latest > at(53s));
}

TEST_CASE("F3: an alarm that waits for 5 s takes a connected box to the alarm door, to the millisecond") {
  Box box;
  CHECK(box.tell(TimeCame{}, 0s) == Door::main);
  box.tell(Connected{}, 1s);
  box.alarm(1);
  box.tell(Appended{Lane::alarm}, 2s);
  CHECK_FALSE(box.tell(TimeCame{}, 7s - 1ms));
  CHECK(box.wake() == 7s);
  CHECK(box.tell(TimeCame{}, 7s) == Door::alarm);
  box.tell(Connected{}, 7100ms);
  box.confirm(1);
  CHECK_FALSE(box.tell(Confirmed{}, 7200ms));
  const auto back = box.wake();
  CHECK_FALSE(box.tell(TimeCame{}, back - 1ms));
  for (auto next = back; next < 43s; next = box.wake())
    if (const auto door = box.tell(TimeCame{}, next)) {
      CHECK(*door == Door::main);
      CHECK(next >= 12200ms);
      return;
    }
  FAIL("it stays at the alarm door");
}

TEST_CASE("F3: an alarm door that failed is tried again when the patience at the main door ends, every time") {
  Box box;
  box.alarm(1);
  REQUIRE(box.tell(TimeCame{}, 0s) == Door::alarm);
  box.tell(ConnectionEnded{}, 0s);  // nobody behind it
  auto now = box.wake();
  REQUIRE(box.tell(TimeCame{}, now) == Door::main);
  for (const auto patience : {10s, 20s, 40s, 60s, 60s}) {
    INFO("after a patience of " << patience.count() << " s");
    box.tell(Connected{}, now);
    const auto leaves = now + patience;
    CHECK_FALSE(box.stay(now, leaves - 1ms));
    CHECK(box.tell(TimeCame{}, leaves) == Door::alarm);
    box.tell(ConnectionEnded{}, leaves);
    now = box.wake();
    CHECK(now - leaves <= 15s);
    REQUIRE(box.tell(TimeCame{}, now) == Door::main);
  }
}

TEST_CASE("F3: an alarm that the alarm door takes and nobody confirms goes to the main door after 15 s, to the ms") {
  Box box;
  box.alarm(1);
  REQUIRE(box.tell(TimeCame{}, 0s) == Door::alarm);
  box.tell(Connected{}, 1s);
  CHECK_FALSE(box.stay(1s, 16s - 1ms));
  CHECK(box.wake() == 16s);
  CHECK(box.tell(TimeCame{}, 16s) == Door::main);
  box.tell(Connected{}, 16s);
  CHECK_FALSE(box.stay(16s, 26s - 1ms));
  CHECK(box.tell(TimeCame{}, 26s) == Door::alarm);
  box.tell(Connected{}, 26s);
  CHECK_FALSE(box.stay(26s, 41s - 1ms));
  CHECK(box.tell(TimeCame{}, 41s) == Door::main);
}

TEST_CASE("F3: the 15 s at the alarm door begin anew with every confirmation") {
  Box box;
  box.alarm(1);
  box.alarm(2);
  REQUIRE(box.tell(TimeCame{}, 0s) == Door::alarm);
  box.tell(Connected{}, 1s);
  CHECK_FALSE(box.stay(1s, 14s));
  box.confirm(1);
  CHECK_FALSE(box.tell(Confirmed{}, 14s));
  CHECK_FALSE(box.stay(14s, 29s - 1ms));
  CHECK(box.tell(TimeCame{}, 29s) == Door::main);
}

TEST_CASE("F3: without an alarm door the broker that acknowledges what nobody confirms keeps its 60 s") {
  PlainBacklog backlog;
  backlog.waiting.insert({1, Lane::alarm, 1});
  Link link({}, backlog);
  (void)link.step(TimeCame{}, at(0s));
  (void)link.step(Connected{}, at(0s));
  for (auto now = 100ms; now < 60s; now += 100ms) {
    (void)link.step(Acknowledged{{1, Lane::alarm, 1}}, at(now));
    for (const auto& action : link.step(TimeCame{}, at(now))) CHECK_FALSE(std::holds_alternative<Connect>(action));
  }
  CHECK(std::ranges::any_of(link.step(TimeCame{}, at(60s)),
                            [](const Action& action) { return std::holds_alternative<Connect>(action); }));
}

TEST_CASE("F3: an alarm that comes while the box queues at the main door makes it leave the queue at once") {
  Box box;
  CHECK(box.tell(TimeCame{}, 0s) == Door::main);
  CHECK(box.wake() == kQueuePatience);
  box.alarm(1);
  CHECK(box.tell(Appended{Lane::alarm}, 40s) == Door::alarm);
  CHECK(box.wake() == 60s);  // an alarm waits: 20 s for an answer
}

TEST_CASE(
    "F3: a box that loses its connection with an alarm unconfirmed comes back by the alarm door within a second") {
  Box box;
  box.tell(TimeCame{}, 0s);
  box.tell(Connected{}, 1s);
  box.alarm(1);
  box.tell(Appended{Lane::alarm}, 10s);
  box.tell(ConnectionEnded{}, 11s);
  CHECK(box.wake() < 12s);
  CHECK(box.tell(TimeCame{}, box.wake()) == Door::alarm);
}

TEST_CASE("events and bulk rest at the alarm door until the box is back") {
  Box box;
  box.alarm(1);
  CHECK(box.tell(TimeCame{}, 0s) == Door::alarm);
  box.tell(Connected{}, 1s);
  box.confirm(1);
  for (std::uint64_t seq = 1; seq <= 20; ++seq) box.backlog.waiting.insert({1, Lane::bulk, seq});
  std::size_t sent = 0;
  for (const auto& action : box.link.step(Confirmed{}, at(2s))) sent += std::holds_alternative<Send>(action) ? 1U : 0U;
  CHECK(sent == 0);
  CHECK(box.wake() > 2s);  // and nothing spins
}
