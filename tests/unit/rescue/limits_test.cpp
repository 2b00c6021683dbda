#include <catch2/catch.hpp>

#include "common/rescue/verdict.hpp"
#include "tests/unit/rescue/orders.hpp"

using namespace liftguard;
using namespace liftguard::rescue;
using namespace liftguard::testing;
using namespace std::chrono_literals;

namespace {

struct Case {
  Area area;
  Step step;
  Milliseconds limit;
};

// An order brought to just before `step`, every earlier step taken at the start.
Order before(Step step, Area area) {
  Order order = open_order(area);
  for (Step earlier : {Step::accepted, Step::arrived})
    if (earlier < step) REQUIRE(tap(order, kBoth, Level::first, earlier, kStart).has_value());
  return order;
}

}  // namespace

TEST_CASE("RS-5 I1: a step at its limit is in time, one millisecond later it is not") {
  const Case c = GENERATE(Case{Area::city_centre, Step::accepted, 3min}, Case{Area::elsewhere, Step::accepted, 3min},
                          Case{Area::city_centre, Step::arrived, 18min}, Case{Area::city_centre, Step::rescued, 30min},
                          Case{Area::elsewhere, Step::rescued, 60min});
  const Milliseconds offset = GENERATE(-1ms, 0ms, 1ms);
  const UtcTime at = kStart + c.limit + offset;
  const bool late = offset > 0ms;
  CAPTURE(name_of(c.step), c.limit.count(), offset.count());

  Order order = before(c.step, c.area);
  if (c.step == Step::rescued) {
    REQUIRE(limit_of(order, Level::first, Step::rescued)->due == kStart + c.limit);
  }
  CHECK(count(settle(order, kBoth, at, at), What::limit_passed) == (late ? 1 : 0));
  REQUIRE(tap(order, kBoth, Level::first, c.step, at).has_value());

  const Limit* limit = limit_of(order, Level::first, c.step);
  REQUIRE(limit != nullptr);
  CHECK(limit->due == kStart + c.limit);
  CHECK(limit->fired.has_value() == late);
  CHECK(limit->met == at);
  const Verdicts verdicts = judge(order, Level::first, at);
  CHECK((verdicts.compliant == Verdict::missed) == late);
  CHECK((verdicts.timely == Verdict::missed) == (late && c.step != Step::arrived));
}

TEST_CASE("RS-6: nothing fires before the first millisecond after the due time") {
  Order order = open_order();
  CHECK(next_due(order) == kStart + 3min + 1ms);
  CHECK(settle(order, kBoth, kStart + 2min + 59s + 999ms, kStart).empty());
  CHECK(settle(order, kBoth, kStart + 3min, kStart + 3min).empty());
  const UtcTime now = kStart + 3min + 1ms;
  const Happenings fired = settle(order, kBoth, now, now);
  REQUIRE(fired.size() == 2);
  CHECK(fired[0] == Happening{What::limit_passed, Level::first, Step::accepted, 1, now, kStart + 3min});
  CHECK(fired[1] == Happening{What::dispatched, Level::second, Step::dispatched, 1, now, UtcTime{}});
  CHECK(settle(order, kBoth, now, now).empty());
}

TEST_CASE("RS-5: outside the centre there is no limit on the arrival unless the district sets one") {
  Order order = open_order(Area::elsewhere);
  REQUIRE(tap(order, kBoth, Level::first, Step::accepted, kStart).has_value());
  CHECK(limit_of(order, Level::first, Step::arrived) == nullptr);
  CHECK(next_due(order) == kStart + 60min + 1ms);

  DistrictLimits district;
  district.arrive_elsewhere = 25min;
  Order other = open(Tag::normal, terms_for(district, Area::elsewhere), kBoth, kStart).order;
  REQUIRE(tap(other, kBoth, Level::first, Step::accepted, kStart).has_value());
  CHECK(limit_of(other, Level::first, Step::arrived)->due == kStart + 25min);
}

TEST_CASE("RS-6: the second level is dispatched unless the district says no or there is nobody") {
  const UtcTime now = kStart + 3min + 1ms;
  SECTION("dispatched, with an accept limit of its own (RS-14)") {
    Order order = open_order();
    settle(order, kBoth, now, now);
    REQUIRE(order.find(Level::second) != nullptr);
    CHECK(limit_of(order, Level::second, Step::accepted)->due == now + 3min);
    const Happenings later = settle(order, kBoth, now + 4min, now + 4min);
    CHECK(count(later, What::limit_passed) == 1);
    CHECK(count(later, What::no_second_level) == 0);
  }
  SECTION("nobody") {
    Order order = open_order();
    CHECK(count(settle(order, kFirstOnly, now, now), What::no_second_level) == 1);
    CHECK(order.dispatches.size() == 1);
  }
  SECTION("switched off") {
    DistrictLimits district;
    district.second_level = Automatic::no;
    Order order = open(Tag::normal, terms_for(district, Area::city_centre), kBoth, kStart).order;
    CHECK(count(settle(order, kBoth, now, now), What::no_second_level) == 1);
    CHECK(order.dispatches.size() == 1);
  }
}

TEST_CASE("D8: what fell due while everything was down fires once, oldest first, with the true due times") {
  const auto down = GENERATE(1s, 10min, 48h);
  Order order = open_order();
  REQUIRE(tap(order, kBoth, Level::first, Step::accepted, kStart + 1min).has_value());
  const UtcTime now = kStart + 31min + 1ms + down;
  const Happenings fired = settle(order, kBoth, now, now);
  REQUIRE(fired.size() == 2);
  CHECK(fired[0].step == Step::arrived);
  CHECK(fired[0].due == kStart + 19min);
  CHECK(fired[1].step == Step::rescued);
  CHECK(fired[1].due == kStart + 31min);
  CHECK(fired[1].at == now);
  CHECK_FALSE(next_due(order));
}

TEST_CASE("RS-14: each level is judged by its own limits; what is not needed scores nothing") {
  Order order = open_order();
  const UtcTime passed = kStart + 3min + 1ms;
  settle(order, kBoth, passed, passed);
  REQUIRE(tap(order, kBoth, Level::second, Step::accepted, passed + 3min).has_value());
  REQUIRE(tap(order, kBoth, Level::second, Step::arrived, passed + 4min).has_value());

  SECTION("the second level rescues: in time by its own dispatch, the first stays missed") {
    REQUIRE(tap(order, kBoth, Level::second, Step::rescued, passed + 33min).has_value());
    CHECK(judge(order, Level::second, passed + 2h).timely == Verdict::met);
    CHECK(judge(order, Level::second, passed + 2h).compliant == Verdict::met);
    CHECK(judge(order, Level::first, passed + 2h).timely == Verdict::missed);
    CHECK(order.find(Level::first)->not_needed);
  }
  SECTION("the first level rescues: the second, with nothing missed, is not judged") {
    REQUIRE(tap(order, kBoth, Level::first, Step::accepted, passed + 5min).has_value());
    REQUIRE(tap(order, kBoth, Level::first, Step::arrived, passed + 6min).has_value());
    REQUIRE(tap(order, kBoth, Level::first, Step::rescued, passed + 7min).has_value());
    CHECK(judge(order, Level::second, passed + 2h).timely == Verdict::pending);
    CHECK(settle(order, kBoth, passed + 2h, passed + 2h).empty());
  }
}

TEST_CASE("RS-7: arrival counts for compliance alone") {
  Order order = open_order();
  REQUIRE(tap(order, kBoth, Level::first, Step::accepted, kStart + 1min).has_value());
  const UtcTime late = kStart + 19min + 1ms;
  settle(order, kBoth, late, late);
  REQUIRE(tap(order, kBoth, Level::first, Step::arrived, late).has_value());
  CHECK(judge(order, Level::first, late).compliant == Verdict::missed);
  CHECK(judge(order, Level::first, late).timely == Verdict::pending);
  REQUIRE(tap(order, kBoth, Level::first, Step::rescued, late + 1min).has_value());
  CHECK(judge(order, Level::first, late + 1min).compliant == Verdict::missed);
  CHECK(judge(order, Level::first, late + 1min).timely == Verdict::met);
}
