#include <catch2/catch.hpp>

#include "common/rescue/verdict.hpp"
#include "tests/unit/rescue/orders.hpp"

using namespace liftguard;
using namespace liftguard::rescue;
using namespace liftguard::testing;
using namespace std::chrono_literals;

TEST_CASE("RS-2: steps go one node at a time, in order, once") {
  Order order = open_order();
  CHECK(tap(order, kBoth, Level::first, Step::arrived, kStart).error().code == "out_of_turn");
  CHECK(tap(order, kBoth, Level::first, Step::received, kStart).error().code == "already_done");
  CHECK(tap(order, kBoth, Level::first, Step::dispatched, kStart).error().code == "already_done");
  CHECK(tap(order, kBoth, Level::second, Step::accepted, kStart).error().code == "not_dispatched");
  CHECK(tap(order, kBoth, Level::first, Step::accepted, kStart - 1ms).error().code == "before_previous_step");
  REQUIRE(tap(order, kBoth, Level::first, Step::accepted, kStart + 1s).has_value());
  CHECK(tap(order, kBoth, Level::first, Step::accepted, kStart + 2s).error().code == "already_done");
  CHECK(tap(order, kBoth, Level::first, Step::arrived, kStart).error().code == "before_previous_step");
  REQUIRE(tap(order, kBoth, Level::first, Step::arrived, kStart + 3s).has_value());
  REQUIRE(tap(order, kBoth, Level::first, Step::rescued, kStart + 4s).has_value());
  CHECK(order.closed == kStart + 4s);
  CHECK(order.step == Step::rescued);
  CHECK(tap(order, kBoth, Level::first, Step::rescued, kStart + 5s).error().code == "order_closed");
}

TEST_CASE("RS-3: a district can have a dispatcher confirm first; then the dispatch is a step of theirs") {
  DistrictLimits district;
  district.first_dispatch = Automatic::no;
  Order order = open(Tag::normal, terms_for(district, Area::city_centre), kBoth, kStart).order;
  CHECK(order.step == Step::received);
  CHECK_FALSE(next_due(order));
  const Crews nobody{.first = false, .second = false};
  CHECK(tap(order, nobody, Level::first, Step::dispatched, kStart).error().code == "no_crew");
  REQUIRE(tap(order, kBoth, Level::first, Step::dispatched, kStart + 1min).has_value());
  CHECK(next_due(order) == kStart + 4min + 1ms);
}

TEST_CASE("events.md: a self-test makes a marked order that is closed at once and sent to nobody") {
  const Opening opening = open(Tag::test, terms_for({}, Area::city_centre), kBoth, kStart);
  CHECK(opening.order.closed == kStart);
  CHECK(opening.order.dispatches.empty());
  CHECK_FALSE(next_due(opening.order));
}

TEST_CASE("I3: after a limit fired, back and forward fires nothing again") {
  Order order = open_order();
  const UtcTime late = kStart + 3min + 1ms;
  settle(order, kBoth, late, late);
  for (int i = 0; i < 3; ++i) {
    REQUIRE(tap(order, kBoth, Level::first, Step::accepted, late + 1s).has_value());
    REQUIRE(step_back(order, Level::first, late + 1s).has_value());
    CHECK(count(settle(order, kFirstOnly, late + 2min, late + 2min), What::limit_passed) == 0);
  }
  CHECK(limit_of(order, Level::first, Step::accepted)->fired == late);
  CHECK(order.dispatches.size() == 2);
}

TEST_CASE("RS-2: a step taken back in time lets its limit run on; one that is already due fires") {
  Order order = open_order();
  REQUIRE(tap(order, kBoth, Level::first, Step::accepted, kStart + 1min).has_value());
  REQUIRE(step_back(order, Level::first, kStart + 2min).has_value());
  CHECK(next_due(order) == kStart + 3min + 1ms);
  REQUIRE(tap(order, kBoth, Level::first, Step::accepted, kStart + 3min).has_value());
  CHECK(settle(order, kBoth, kStart + 4min, kStart + 4min).empty());
  REQUIRE(step_back(order, Level::first, kStart + 5min).has_value());
  CHECK(count(settle(order, kBoth, kStart + 5min, kStart + 5min), What::limit_passed) == 1);
  REQUIRE(tap(order, kBoth, Level::first, Step::accepted, kStart + 6min).has_value());
  CHECK(judge(order, Level::first, kStart + 6min).timely == Verdict::missed);
}

TEST_CASE("H21: stepping back wins no time: 18 and 30 minutes run from the first acceptance") {
  Order order = open_order();
  REQUIRE(tap(order, kBoth, Level::first, Step::accepted, kStart + 1min).has_value());
  REQUIRE(step_back(order, Level::first, kStart + 2min).has_value());
  REQUIRE(tap(order, kBoth, Level::first, Step::accepted, kStart + 2min + 59s).has_value());
  CHECK(limit_of(order, Level::first, Step::arrived)->due == kStart + 19min);
  CHECK(limit_of(order, Level::first, Step::rescued)->due == kStart + 31min);
  CHECK(order.limits.size() == 3);
}

TEST_CASE("RS-2: taking 救出 back opens the order and the other dispatch again, with limits running on") {
  Order order = open_order();
  const UtcTime passed = kStart + 3min + 1ms;
  settle(order, kBoth, passed, passed);
  REQUIRE(tap(order, kBoth, Level::first, Step::accepted, passed).has_value());
  REQUIRE(tap(order, kBoth, Level::first, Step::arrived, passed).has_value());
  REQUIRE(tap(order, kBoth, Level::first, Step::rescued, passed + 1min).has_value());
  CHECK_FALSE(next_due(order));
  CHECK(step_back(order, Level::second, passed).error().code == "not_needed");

  REQUIRE(step_back(order, Level::first, passed + 2min).has_value());
  CHECK(order.open());
  CHECK(order.step == Step::arrived);
  CHECK_FALSE(order.find(Level::second)->not_needed);
  CHECK(next_due(order) == passed + 3min + 1ms);  // level 2's acceptance
  REQUIRE(step_back(order, Level::first, passed + 2min).has_value());
  REQUIRE(step_back(order, Level::first, passed + 2min).has_value());
  CHECK(step_back(order, Level::first, passed + 2min).error().code == "nothing_to_take_back");
}

TEST_CASE("RS-4: a fresh accept round starts only where the last tap is older than the recovered") {
  Order order = open_order();
  REQUIRE(tap(order, kBoth, Level::first, Step::accepted, kStart + 1min).has_value());
  const UtcTime again = kStart + 10min;

  SECTION("tap before the recovered: a new round with limits of its own, the old ones cannot fire") {
    recover(order, kStart + 5min);
    new_episode(order, again);
    const Happenings renewed = renew_rounds(order, kStart + 5min, again);
    REQUIRE(renewed.size() == 1);
    CHECK(renewed[0].round == 2);
    CHECK(order.step == Step::dispatched);
    CHECK_FALSE(order.recovered);
    CHECK(next_due(order) == again + 3min + 1ms);
    REQUIRE(tap(order, kBoth, Level::first, Step::accepted, again + 3min).has_value());
    CHECK(limit_of(order, Level::first, Step::arrived, 2)->due == again + 21min);
    CHECK(settle(order, kBoth, again + 20min, again + 20min).empty());
  }
  SECTION("tap after it: the crew is on its way, nothing starts anew") {
    CHECK(renew_rounds(order, kStart + 30s, again).empty());
    CHECK(renew_rounds(order, kStart + 1min, again).empty());  // not older
  }
  SECTION("closed meanwhile: nothing to begin") {
    REQUIRE(tap(order, kBoth, Level::first, Step::arrived, kStart + 2min).has_value());
    REQUIRE(tap(order, kBoth, Level::first, Step::rescued, kStart + 3min).has_value());
    CHECK(renew_rounds(order, kStart + 5min, again).empty());
  }
  SECTION("nobody has accepted: the running limit stays") {
    Order waiting = open_order();
    CHECK(renew_rounds(waiting, kStart + 1min, kStart + 2min).empty());
    CHECK(next_due(waiting) == kStart + 3min + 1ms);
  }
}

TEST_CASE("names of steps and results come back") {
  for (Step step : kSteps) CHECK(step_named(name_of(step)) == step);
  CHECK_FALSE(step_named("nonsense"));
  CHECK(result_named("false_alarm") == ClosingResult::false_alarm);
  CHECK_FALSE(result_named(""));
  CHECK(chinese(Step::rescued) == "救出");
}
