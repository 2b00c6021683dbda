// What is told of dispatches that are withdrawn, given again, and of rescues that are taken back (I2, RS-2, fault row
// G9).
#include <catch2/catch.hpp>

#include "tests/unit/dispatch/chains.hpp"

using namespace liftguard;
using namespace liftguard::dispatch;
using namespace liftguard::testing;
using rescue::What;

TEST_CASE("I2: a crew whose dispatch was withdrawn is neither told of it nor called") {
  Town town;
  const OrderId order = town.trapped();
  town.clock.advance(1s);
  withdraw(town, order);
  const auto told = hand_over(town);
  REQUIRE(told.size() == 1);
  CHECK(told[0].text.find("派单已撤回") != std::string::npos);
  town.clock.advance(2min);
  town.write([&](storage::Transaction& tx) { escalate_notices(tx, Voice::there, town.now()); });
  CHECK(notice_to(town.detail(order), "王伟", kVoice) == nullptr);
}

TEST_CASE("I2 G9: a crew that is called again is told neither that it need not go nor of its earlier dispatch") {
  Town town;
  const OrderId order = town.trapped();
  town.clock.advance(1s);
  withdraw(town, order);
  REQUIRE(town.tap(order, Step::dispatched).has_value());
  SECTION("whose earlier dispatch had not been sent either") {
    const auto told = hand_over(town);
    REQUIRE(told.size() == 1);
    CHECK(told[0].text.find("再次困人救援") != std::string::npos);
  }
  SECTION("and called off again") {
    withdraw(town, order);
    const auto told = hand_over(town);
    REQUIRE(told.size() == 1);
    CHECK(told[0].text.find("派单已撤回") != std::string::npos);
  }
}

TEST_CASE("I2 EL-6: a level that is dispatched again goes to the unit of now; the one before is told to stay") {
  Town town;
  const OrderId order = town.trapped();
  hand_over(town);
  town.clock.advance(1s);
  town.apply(town.alarm(EventKind::trapped, 2));  // what tells of it waits when the unit changes
  withdraw(town, order);
  const UnitId other = town.write([&](storage::Transaction& tx) {
    const UnitId unit = registry::put_unit(tx, {.code = "91330500MA2B0QXY37", .name = "另一单位"});
    Town::put_contact(tx, unit, registry::ContactRole::rescuer, "赵六", "13800000009");
    registry::Elevator elevator = registry::find_elevator(tx, town.elevators[0]).value();
    elevator.maintenance_unit = unit;
    registry::put_elevator(tx, elevator);
    return unit;
  });
  REQUIRE(town.tap(order, Step::dispatched).has_value());
  CHECK(town.detail(order).summary.dispatches[0].unit == other);
  const auto told = hand_over(town);
  REQUIRE(told.size() == 2);
  CHECK(told[0].phone == "13800000009");
  CHECK(told[0].text.find("再次困人救援") != std::string::npos);
  CHECK(told[1].phone == "13800000001");
  CHECK(told[1].text.find("派单已撤回") != std::string::npos);
}

TEST_CASE("RS-2 G9: a crew that is needed again is not told that it need not go") {
  Town town;
  const OrderId order = town.trapped();
  town.run_timers(kStart + 4min);
  hand_over(town);
  town.rescue(order);
  REQUIRE(town.back(order).has_value());
  for (const Claimed& notice : hand_over(town)) CHECK(notice.text.find("无需前往") == std::string::npos);
}

TEST_CASE("RS-2: each time that 救出 is taken back the other crew is called, and the desk rings") {
  Town town;
  const OrderId order = town.trapped();
  town.run_timers(kStart + 3min + 1ms);
  REQUIRE(town.tap(order, Step::accepted, Level::second).has_value());
  for (int times = 1; times <= 2; ++times) {
    town.clock.advance(1s);
    if (times == 1) town.rescue(order);
    if (times == 2) REQUIRE(town.tap(order, Step::rescued).has_value());
    hand_over(town);
    REQUIRE(town.back(order).has_value());
    CHECK(town.alerts_of(AlertKind::reopened) == times);
    int called = 0;
    for (const Claimed& notice : hand_over(town)) {
      if (notice.text.find("仍需前往") == std::string::npos) continue;
      CHECK(notice.phone == "13800000003");
      CHECK(notice.priority == NoticePriority::alarm);
      ++called;
    }
    CHECK(called == 1);
  }
  // Its acceptance was before it turned back: what does not arrive goes on to the next channel.
  town.clock.advance(60s);
  town.write([&](storage::Transaction& tx) { escalate_notices(tx, Voice::there, town.now()); });
  CHECK(notice_to(town.detail(order), "李强", kVoice) != nullptr);
}

TEST_CASE("RS-2 G9: what the rescue had made untrue before it was sent is sent when 救出 is taken back") {
  Town town;
  put(town, office_within(1min, StopsWhen::closed));
  put_desks(town);
  const OrderId order = town.trapped();
  town.run_timers(kStart + 1min + 1ms);
  town.rescue(order);
  CHECK(hand_over(town).empty());
  REQUIRE(town.back(order).has_value());
  hand_over(town);
  CHECK(notice_to(town.detail(order), "王伟", kSms)->state == NoticeState::sent);
  CHECK(notice_to(town.detail(order), "吴兴救援办", kSms)->state == NoticeState::sent);
}

TEST_CASE("I2: an order whose last dispatch is withdrawn rings for another one, also when people are trapped again") {
  Town town;
  const OrderId order = town.trapped();
  SECTION("nobody else is on the way") {
    withdraw(town, order);
    CHECK(town.alerts_of(AlertKind::confirm_dispatch) == 1);
    town.clock.advance(1s);
    town.apply(town.alarm(EventKind::trapped, 2));
    CHECK(count(town.detail(order), What::new_cause) == 1);
    CHECK(town.alerts_of(AlertKind::confirm_dispatch) == 2);
    for (const NoticeView& notice : town.detail(order).notices)
      CHECK(notice.text.find("再次困人") == std::string::npos);
  }
  SECTION("the second unit is") {
    REQUIRE(town.tap(order, Step::dispatched, Level::second).has_value());
    withdraw(town, order);
    CHECK(town.alerts_of(AlertKind::confirm_dispatch) == 0);
    town.apply(town.alarm(EventKind::trapped, 2));
    CHECK(town.alerts_of(AlertKind::confirm_dispatch) == 0);
    CHECK(notice_to(town.detail(order), "李强", kSms) != nullptr);
  }
}
