#include <catch2/catch.hpp>

#include "common/rescue/rules.hpp"
#include "tests/unit/dispatch/town.hpp"

using namespace liftguard;
using namespace liftguard::dispatch;
using namespace liftguard::testing;
using rescue::What;

namespace {

struct Case {
  Step step;
  rescue::Area area;
  Milliseconds limit;
};

void put_area(Town& town, rescue::Area area) {
  town.write([&](storage::Transaction& tx) {
    auto elevator = registry::find_elevator(tx, town.elevators[0]).value();
    elevator.area = area;
    registry::put_elevator(tx, elevator);
  });
}

}  // namespace

TEST_CASE("RS-5 O4: through store and timers, a step at its limit is in time, one millisecond later the limit fires") {
  using rescue::Area;
  const Case c = GENERATE(Case{Step::accepted, Area::city_centre, 3min}, Case{Step::arrived, Area::city_centre, 18min},
                          Case{Step::rescued, Area::city_centre, 30min}, Case{Step::rescued, Area::elsewhere, 60min});
  const Milliseconds offset = GENERATE(-1ms, 0ms, 1ms);
  const bool timer_first = GENERATE(true, false);
  CAPTURE(rescue::name_of(c.step), c.limit.count(), offset.count(), timer_first);
  Town town;
  put_area(town, c.area);
  const OrderId order = town.trapped();
  for (Step earlier : {Step::accepted, Step::arrived})
    if (earlier < c.step) REQUIRE(town.tap(order, earlier).has_value());
  if (c.step == Step::rescued && c.area == Area::city_centre) CHECK(town.run_timers(kStart + 29min) == 0);

  const UtcTime at = kStart + c.limit + offset;
  if (timer_first) town.run_timers(at);
  town.clock.advance_to(at);
  REQUIRE(town.tap(order, c.step).has_value());
  town.run_timers(at + 1ms);

  const OrderDetail detail = town.detail(order);
  int fired = 0;
  for (const LimitView& view : detail.summary.dispatches[0].limits) {
    if (!view.limit.fired) continue;
    ++fired;
    CHECK(view.limit.step == c.step);
    CHECK(view.limit.due == kStart + c.limit);
    CHECK(view.limit.fired == kStart + c.limit + 1ms);
  }
  CHECK(fired == (offset > 0ms ? 1 : 0));
  CHECK(count(detail, What::limit_passed) == fired);
  CHECK((detail.first_level.compliant == rescue::Verdict::missed) == (fired == 1));
}

TEST_CASE("RS-6: an accept limit that passed dispatches the second level; desk, unit and contacts are told") {
  Town town;
  const OrderId order = town.trapped();
  CHECK(town.run_timers(kStart + 3min) == 0);
  CHECK(town.run_timers(kStart + 3min + 1ms) == 1);
  const OrderDetail detail = town.detail(order);
  REQUIRE(detail.summary.dispatches.size() == 2);
  CHECK(detail.summary.dispatches[1].unit == town.second);
  CHECK(detail.summary.dispatches[1].dispatch.dispatched == kStart + 3min + 1ms);
  CHECK(detail.summary.overdue);
  CHECK(detail.summary.next_deadline->due == kStart + 6min + 1ms);
  CHECK(detail.summary.version == 1);  // a crew's tap is not refused for it
  CHECK(town.alerts_of(AlertKind::limit_passed) == 1);
  REQUIRE(detail.notices.size() == 4);  // rescuer; rescuer and manager; second level's rescuer
  CHECK(detail.notices[1].text.find("救援超时") != std::string::npos);
  CHECK(detail.notices[3].text.find("二级救援") != std::string::npos);
  CHECK(detail.contacts.size() == 3);
}

TEST_CASE("D8: limits due while everything was down fire at start, oldest first, once, with true due times") {
  const auto down = GENERATE(1s, 1h, 48h);
  Town town;
  const OrderId order = town.trapped(1, 0);
  REQUIRE(town.tap(order, Step::accepted).has_value());
  town.clock.advance(1min);
  const OrderId other = town.trapped(1, 1);
  town.database.reset();
  town.clock.advance(35min);
  town.clock.advance(down);
  town.database = town.scratch.open({.clock = &town.clock});

  timers::TimerLoop loop(*town.database, town.clock);
  handle_order_timers(loop);
  loop.step(town.now());
  loop.step(town.now());
  const OrderDetail detail = town.detail(order);
  CHECK(count(detail, What::limit_passed) == 2);
  CHECK(count(town.detail(other), What::limit_passed) == 1);
  std::vector<UtcTime> due;
  for (const auto& entry : detail.timeline)
    if (entry.due) due.push_back(*entry.due);
  CHECK(due == std::vector<UtcTime>{kStart + 18min, kStart + 30min});
  for (const auto& view : detail.summary.dispatches[0].limits)
    if (view.limit.fired) CHECK(view.limit.fired == town.now());
}

TEST_CASE("RS-5 I1: an order keeps the limits of its opening when the district changes them") {
  Town town;
  const OrderId order = town.trapped(1, 0);
  town.clock.advance(1s);
  town.write([&](storage::Transaction& tx) {
    rescue::DistrictLimits quick;
    quick.accept = 5s;
    registry::put_limits(tx, town.district, quick, town.now());
  });
  const OrderId later = town.trapped(1, 1);
  CHECK(town.detail(order).summary.next_deadline->due == kStart + 3min);
  CHECK(town.detail(later).summary.next_deadline->due == kStart + 6s);
}

TEST_CASE("RS-6: one limit can be fired by its id, once, and not before its time") {
  Town town;
  const OrderId order = town.trapped();
  const LimitId limit = town.detail(order).summary.dispatches[0].limits[0].id;
  const auto fire = [&](UtcTime now) {
    return town.write([&](storage::Transaction& tx) { return fire_limit(tx, limit, now); });
  };
  CHECK_FALSE(fire(kStart + 3min));
  CHECK(fire(kStart + 3min + 1ms));
  CHECK_FALSE(fire(kStart + 3min + 2ms));
  CHECK_FALSE(town.write([&](storage::Transaction& tx) { return fire_limit(tx, LimitId{1}, kStart + 1h); }));
}

TEST_CASE("RS-6: a timer that comes too early fires nothing and is armed for the true time again") {
  Town town;
  const OrderId order = town.trapped();
  town.write([&](storage::Transaction& tx) { timers::arm(tx, {std::string(kOrderTimer), order.value, kStart + 1s}); });
  CHECK(town.run_timers(kStart + 1s) == 1);
  CHECK(count(town.detail(order), What::limit_passed) == 0);
  CHECK(town.read([&](storage::Session& s) { return timers::due_time(s, kOrderTimer, order.value); }) ==
        kStart + 3min + 1ms);
}

TEST_CASE("RS-6: without a second-level unit the desk is told") {
  Town town;
  town.write([&](storage::Transaction& tx) {
    auto elevator = registry::find_elevator(tx, town.elevators[0]).value();
    elevator.second_unit = {};
    registry::put_elevator(tx, elevator);
  });
  const OrderId order = town.trapped();
  town.run_timers(kStart + 10min);
  CHECK(town.detail(order).summary.dispatches.size() == 1);
  CHECK(town.alerts_of(AlertKind::no_second_level) == 1);
}
