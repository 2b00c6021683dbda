#include <catch2/catch.hpp>
#include <chrono>
#include <optional>

#include "gateway/clock_keeper.hpp"
#include "gateway/escalation/limits_clock.hpp"
#include "tests/unit/gateway/town.hpp"

using namespace liftguard;
using namespace liftguard::gateway;
using namespace liftguard::gateway::testing;
using namespace std::chrono_literals;

namespace {

constexpr const char* kAsked = "desk_alerts where kind = 17";

// Two starts of a gateway on one host: what the first one left, and the second with its loop over the timers.
struct Starts {
  Town town;
  VirtualClock& steady = town.clock;
  LimitsClock limits{*town.database, steady};
  std::optional<AnchoredCivilClock> civil;
  std::optional<ClockKeeper> keeper;

  Starts() {
    start(kStart);
    auto tx = town.database->begin();
    for (std::int64_t order = 1; order <= 3; ++order) timers::arm(tx, {"order", order, kStart + 30min});
    tx.commit();
  }
  void start(UtcTime database_time) {
    civil.emplace(steady, database_time);
    keeper.emplace(*town.database, *civil, steady, limits.holding(), ClockHost{"host", "boot"});
    keeper->start();
  }
  void check() { keeper->check(civil->utc_now()); }
  int fire() { return limits.step(civil->utc_now()).fired; }
  [[nodiscard]] bool sure() const { return keeper->knows_the_time(); }
  void acknowledge() {
    auto tx = town.database->begin();
    for (const auto& alert : dispatch::desk_alerts(tx, dispatch::AlertFilter::open, 10))
      REQUIRE(dispatch::acknowledge_alert(tx, alert.id, {.name = "desk"}, civil->utc_now()).has_value());
    tx.commit();
  }
};

}  // namespace

TEST_CASE("D1: drift of the database's clock is followed, a jump is told to the desk once and not followed") {
  Town town;
  AnchoredCivilClock civil(town.clock, kStart);
  ClockKeeper keeper(*town.database, civil, town.clock);
  keeper.check(kStart + 2s);
  CHECK(civil.utc_now() == kStart + 2s);
  keeper.check(kStart + 2s - 500ms);
  CHECK(civil.utc_now() == kStart + 1500ms);

  for (int look = 0; look < 3; ++look) keeper.check(kStart + 1h);
  CHECK(civil.utc_now() == kStart + 1500ms);
  CHECK(town.count("desk_alerts where kind = 17") == 1);
  town.clock.advance(1s);
  keeper.check(kStart - 1h);  // another one
  CHECK(town.count("desk_alerts where kind = 17") == 2);
  keeper.check(kStart + 2500ms);
  town.clock.advance(10s);
  keeper.check(civil.utc_now() - 24h * 400);
  CHECK(civil.utc_now() == kStart + 12500ms);
  CHECK(town.count("desk_alerts where kind = 17") == 3);
}

TEST_CASE("D8: what fell due while no gateway ran fires at the start, unasked") {
  Starts starts;
  starts.steady.advance(48h);
  starts.start(kStart + 48h);
  CHECK(starts.town.count(kAsked) == 0);
  CHECK(starts.fire() == 3);
}

TEST_CASE("D2: a clock that jumped meanwhile fires nothing in bulk until the desk says that it is right") {
  Starts starts;
  starts.steady.advance(1min);
  starts.start(kStart + 24h * 400);
  CHECK(starts.town.count(kAsked) == 1);
  CHECK(starts.keeper->holding());
  CHECK(starts.fire() == 0);

  SECTION("what falls due afterwards fires") {
    auto tx = starts.town.database->begin();
    timers::arm(tx, {"order", 4, starts.civil->utc_now() + 1s});
    tx.commit();
    starts.steady.advance(1s);
    CHECK(starts.fire() == 1);
  }
  SECTION("the desk's acknowledgement lets it go") {
    starts.acknowledge();
    starts.check();
    CHECK_FALSE(starts.keeper->holding());
    CHECK(starts.fire() == 3);
  }
  SECTION("nobody's answer for ten minutes lets it go as well") {
    starts.steady.advance(9min + 59s);
    starts.check();
    CHECK(starts.fire() == 0);
    starts.steady.advance(1s);
    starts.check();
    CHECK(starts.fire() == 3);
  }
  SECTION("the next start asks again") {
    starts.steady.advance(1min);
    starts.check();
    starts.limits.holding().release();
    starts.start(starts.civil->utc_now());
    CHECK(starts.town.count(kAsked) == 2);
    CHECK(starts.fire() == 0);
  }
}

TEST_CASE("D1, D2: a jump while it ran is asked about at the next start, for no mark followed it") {
  Starts starts;
  starts.steady.advance(20s);
  starts.keeper->check(kStart + 1h);  // the database's clock is an hour ahead now
  CHECK(starts.town.count(kAsked) == 1);
  CHECK(starts.civil->utc_now() == kStart + 20s);
  starts.steady.advance(10s);
  starts.start(kStart + 1h + 10s);
  CHECK(starts.town.count(kAsked) == 2);
  CHECK(starts.keeper->holding());
}

TEST_CASE("D2: nothing may be thrown away by a clock that is in doubt, nor in the hour after") {
  Starts starts;
  CHECK(starts.sure());
  starts.steady.advance(1min);
  starts.start(kStart + 24h * 400);
  CHECK_FALSE(starts.sure());

  SECTION("an hour after the desk's answer it may") {
    starts.acknowledge();
    starts.check();
    CHECK_FALSE(starts.keeper->holding());
    CHECK_FALSE(starts.sure());
    starts.steady.advance(1h - 1ms);
    starts.check();
    CHECK_FALSE(starts.sure());
    starts.steady.advance(1ms);
    starts.check();
    CHECK(starts.sure());
  }
  SECTION("timers that nobody answered for go, and deletion waits on, also over the next start") {
    starts.steady.advance(10min);
    starts.check();
    CHECK_FALSE(starts.keeper->holding());
    CHECK(starts.fire() == 3);
    starts.steady.advance(48h);
    starts.check();
    CHECK_FALSE(starts.sure());
    starts.start(starts.civil->utc_now());
    CHECK_FALSE(starts.keeper->holding());  // the mark was written since: no jump is left to see
    CHECK_FALSE(starts.sure());
  }
}

TEST_CASE("D1: nor by one that jumped while it ran, until it is the database's again") {
  Starts starts;
  starts.keeper->check(kStart + 1h);
  CHECK_FALSE(starts.sure());
  starts.acknowledge();
  starts.steady.advance(2h);
  starts.keeper->check(kStart + 3h);  // still an hour apart
  CHECK_FALSE(starts.sure());
  starts.check();
  starts.steady.advance(1h);
  starts.check();
  CHECK(starts.sure());
}
