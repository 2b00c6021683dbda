// Can the limits still be met? Boundaries of the forecast.
#include <catch2/catch.hpp>

#include "common/rescue/forecast.hpp"
#include "tests/unit/rescue/orders.hpp"

using namespace liftguard;
using namespace liftguard::rescue;
using namespace liftguard::testing;
using namespace std::chrono_literals;

namespace {

constexpr TypicalTimes kUsual{.accept = 1min, .arrive = 12min, .rescue = 10min};

Forecast at(const Order& order, Milliseconds after, const TypicalTimes& typical = kUsual) {
  return forecast(order, Level::first, typical, kStart + after).value();
}

// Dispatched at kStart, accepted after a minute, and arrived when said.
Order accepted(std::optional<Milliseconds> arrived = std::nullopt) {
  Order order = open_order();
  (void)tap(order, kBoth, Level::first, Step::accepted, kStart + 1min).value();
  if (arrived) (void)tap(order, kBoth, Level::first, Step::arrived, kStart + *arrived).value();
  return order;
}

}  // namespace

TEST_CASE("a fresh dispatch is on time, with what its tightest limit leaves") {
  const Forecast fresh = at(open_order(), 0s);
  CHECK(fresh.prospect == Prospect::on_time);
  CHECK(fresh.step == Step::accepted);
  CHECK(fresh.spare == 2min);
}

TEST_CASE("the forecast's boundaries, step by step") {
  struct Case {
    const char* name;
    Order order;
    TypicalTimes typical;
    Milliseconds after;
    Prospect prospect;
    Step step;
  };
  const TypicalTimes slow{.accept = 1min, .arrive = 18min, .rescue = 12min};
  const TypicalTimes slower{.accept = 1min, .arrive = 18min + 1ms, .rescue = 10min};
  const TypicalTimes slowest{.accept = 1min, .arrive = 18min, .rescue = 12min + 1ms};
  const TypicalTimes late_answer{.accept = 3min, .arrive = 1min, .rescue = 1min};
  const TypicalTimes later_answer{.accept = 3min + 1ms, .arrive = 1min, .rescue = 1min};
  const std::vector<Case> cases{
      {"accept: usual time is the limit", open_order(), late_answer, 0s, Prospect::on_time, Step::accepted},
      {"accept: usual time is over it", open_order(), later_answer, 0s, Prospect::at_risk, Step::accepted},
      {"accept: at the limit", open_order(), kUsual, 3min, Prospect::on_time, Step::accepted},
      {"accept: past it", open_order(), kUsual, 3min + 1ms, Prospect::lost, Step::accepted},
      {"arrive: usual time is the limit", accepted(), slow, 1min, Prospect::on_time, Step::arrived},
      {"arrive: usual time is over it", accepted(), slower, 1min, Prospect::at_risk, Step::arrived},
      {"arrive: still on the way at the limit", accepted(), kUsual, 19min, Prospect::on_time, Step::arrived},
      {"arrive: past it", accepted(), kUsual, 19min + 1ms, Prospect::lost, Step::arrived},
      {"rescue: usual times are over 30 minutes", accepted(), slowest, 1min, Prospect::at_risk, Step::rescued},
      {"rescue: the quickest just makes it", accepted(29min), kUsual, 29min, Prospect::at_risk, Step::rescued},
      {"rescue: not even the quickest", accepted(29min + 1ms), kUsual, 29min + 1ms, Prospect::lost, Step::rescued},
      {"rescue: at the limit, inside long enough", accepted(20min), kUsual, 31min, Prospect::on_time, Step::rescued},
      {"rescue: past it", accepted(20min), kUsual, 31min + 1ms, Prospect::lost, Step::rescued},
  };
  for (const Case& c : cases) {
    INFO(c.name);
    const Forecast found = at(c.order, c.after, c.typical);
    CHECK(found.prospect == c.prospect);
    CHECK(found.step == c.step);
  }
}

TEST_CASE("18 and 30 minutes are forecast before anybody has accepted, from the expected acceptance") {
  const TypicalTimes far{.accept = 10s, .arrive = 25min, .rescue = 10min};
  const Forecast found = at(open_order(), 0s, far);
  CHECK(found.prospect == Prospect::at_risk);
  CHECK(found.step == Step::arrived);
  CHECK(found.spare == -7min);
}

TEST_CASE("outside the centre arrival has no limit, and 60 minutes are there for the rescue") {
  const Order order = open_order(Area::elsewhere);
  const TypicalTimes far{.accept = 10s, .arrive = 40min, .rescue = 20min};
  CHECK(at(order, 0s, far).prospect == Prospect::on_time);
  CHECK(at(order, 0s, {.accept = 10s, .arrive = 40min, .rescue = 20min + 1ms}).prospect == Prospect::at_risk);
}

TEST_CASE("medians below what anybody can do are not believed") {
  CHECK(with_floor({.accept = 0s, .arrive = 0s, .rescue = 0s}) == kQuickest);
  CHECK(with_floor(kUsual) == kUsual);
}

TEST_CASE("nothing is forecast for what is over, not needed, or settled") {
  Order order = accepted(5min);
  (void)tap(order, kBoth, Level::first, Step::rescued, kStart + 6min).value();
  CHECK_FALSE(forecast(order, Level::first, kUsual, kStart + 7min));
  CHECK_FALSE(forecast(open_order(), Level::second, kUsual, kStart));
  Order withdrawn = open_order();
  (void)withdraw(withdrawn, Level::first, kStart + 1min).value();
  CHECK_FALSE(forecast(withdrawn, Level::first, kUsual, kStart + 2min));
}

TEST_CASE("of two crews the order shows the better hope, of equals the one that is further on") {
  const Forecast lost{.prospect = Prospect::lost, .level = Level::first};
  const Forecast hope{.prospect = Prospect::at_risk, .level = Level::second};
  CHECK(better(lost, hope) == hope);
  CHECK(better(hope, lost) == hope);
  CHECK(better(std::nullopt, lost) == lost);
  CHECK(better(lost, std::nullopt) == lost);
  const Forecast arrived{.prospect = Prospect::at_risk, .level = Level::second, .step = Step::rescued};
  CHECK(better(hope, arrived) == arrived);
}

TEST_CASE("a forecast turns at the very millisecond at which it would be found worse, and not before") {
  const Order order = open_order();
  const auto prospect_at = [&](UtcTime when) { return forecast(order, Level::first, kUsual, when)->prospect; };
  for (const Prospect bad : {Prospect::at_risk, Prospect::lost}) {
    const auto turn = turns(prospect_at, bad, kStart);
    REQUIRE(turn);
    CHECK(prospect_at(*turn) >= bad);
    CHECK(prospect_at(*turn - 1ms) < bad);
    CHECK_FALSE(turns(prospect_at, bad, *turn));
  }
  CHECK(turns(prospect_at, Prospect::lost, kStart) == kStart + 3min + 1ms);
  CHECK_FALSE(turns([](UtcTime) { return Prospect::on_time; }, Prospect::at_risk, kStart));
}
