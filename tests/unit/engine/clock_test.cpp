// Times that no clock should give, and clocks that start again.
#include <catch2/catch.hpp>

#include "firmware/engine/input_clock.hpp"
#include "tests/unit/engine/series.hpp"

namespace liftguard::engine::test {
namespace {

constexpr Duration kSecond{1'000'000};
constexpr Duration kYear = std::chrono::hours{24 * 365};

Time at(double seconds) {
  return Time{Duration{static_cast<std::int64_t>(seconds * 1e6)}};
}

InputClock clock_at(double seconds) {
  InputClock clock;
  clock.begin(at(seconds));
  return clock;
}

TEST_CASE("an input's time: near the engine's it counts, backward it is the engine's") {
  struct Case {
    double says_s, is_s;
  };
  const auto c = GENERATE(Case{100.01, 100.01}, Case{105.0, 105.0}, Case{105.1, 100.0}, Case{1e12, 100.0},
                          Case{99.9, 100.0}, Case{95.0, 100.0}, Case{94.9, 100.0}, Case{-1e12, 100.0});
  auto clock = clock_at(100);
  CHECK(clock.advance(at(c.says_s)) == at(c.is_s));
  CHECK(clock.advance(at(c.is_s + 0.01)) == at(c.is_s + 0.01));
}

TEST_CASE("a clock elsewhere is believed once its inputs have gone on for a second") {
  const double from = GENERATE(10.0, 93.0, 106.0, 5000.0);
  auto clock = clock_at(100);
  for (const double s : {0.0, 0.5, 0.999}) CHECK(clock.advance(at(from + s)) == at(100));
  // Ahead, that time has gone by; behind, no more than what the inputs took.
  const Time then = from > 100 ? at(from + 1) : at(101);
  CHECK(clock.advance(at(from + 1)) == then);
  CHECK(clock.told(then) == at(from + 1));
  CHECK(clock.advance(at(from + 1.5)) == then + kSecond / 2);
  CHECK(clock.told(then - kSecond) == at(from));
}

TEST_CASE("a clock elsewhere begins anew with every input that is near, or goes far back") {
  auto clock = clock_at(100);
  (void)clock.advance(at(5000));
  (void)clock.advance(at(100.5));
  CHECK(clock.advance(at(5001.0)) == at(100.5));
  CHECK(clock.advance(at(4000.0)) == at(100.5));
  CHECK(clock.advance(at(4000.9)) == at(100.5));
  CHECK(clock.advance(at(4001.0)) == at(4001));
}

TEST_CASE("a clock elsewhere is believed although two sensors are a little out of order") {
  const double late_s = GENERATE(0.003, 0.5, 4.9);
  auto clock = clock_at(100);
  for (const double s : {0.0, 0.3, 0.6, 0.9}) {
    CHECK(clock.advance(at(5000 + s)) == at(100));
    CHECK(clock.advance(at(5000 + s - late_s)) == at(100));
  }
  CHECK(clock.advance(at(5001)) == at(5001));
  CHECK(clock.advance(at(5001 - late_s)) == at(5001));
  CHECK(clock.advance(at(5001.1)) == at(5001.1));
}

TEST_CASE("a clock that is set forward ages nothing by more than a day") {
  auto clock = clock_at(0);
  const Time set = at(0) + 30 * kYear;
  (void)clock.advance(set);
  const Time own = clock.advance(set + kSecond);
  CHECK(own == at(0) + std::chrono::hours{24});
  CHECK(clock.told(own) == set + kSecond);
}

TEST_CASE("the ends of the world stop no clock") {
  auto clock = clock_at(0);
  CHECK(clock.advance(Time::max()) == at(0));
  CHECK(clock.advance(Time::max()) == at(0));
  CHECK(clock.advance(Time::min()) == at(0));
  CHECK(clock.advance(at(0.01)) == at(0.01));
  clock.begin(Time::max());
  (void)clock.advance(at(0));
  const Time own = clock.advance(at(1));
  CHECK(clock.told(own) == at(1));
}

// What the rules make of it.

TEST_CASE("DV-6 one input with a wild time loses no trap and changes nothing") {
  const Duration by = GENERATE(Duration{6'000'000}, Duration{3'600'000'000}, 30 * kYear, 400 * kYear, -30 * kYear);
  const double when = GENERATE(3.0, 9.0, 25.0);
  Series clean, spoilt;
  bool once = false;
  spoilt.spoil = [&](Input& input) {
    if (!once && input.at >= at(when) && std::holds_alternative<Pressure>(input.reading)) {
      input.at += by;
      once = true;
    }
    return true;
  };
  for (auto* car : {&clean, &spoilt}) car->board().ride_and_stall(6.1).wait(40).creep(1.4, 0.2).open(4);
  REQUIRE(once);
  CHECK(clean.names() == "stopped_outside_zone trapped recovered");
  CHECK(spoilt.names() == clean.names());
  CHECK(spoilt.times("trapped")[0] == Approx(clean.times("trapped")[0]).margin(0.05));
}

TEST_CASE("DV-6 a gap loses no trap, although a sensor is some milliseconds behind the others") {
  const double gap_s = GENERATE(5.0, 8.0, 300.0);
  Series car;
  car.board().ride_and_stall(6.1);
  const double stop = car.now_s();
  car.wait(4);
  const double from = car.now_s();
  car.spoil = [&](Input& input) {
    if (input.at >= at(from)) input.at += Duration{static_cast<std::int64_t>(gap_s * 1e6)};
    if (std::holds_alternative<Pressure>(input.reading)) input.at -= Duration{3'000};
    return true;
  };
  car.wait(60);
  CHECK(car.names() == "stopped_outside_zone trapped");
  // What was not watched counts for no dwell.
  CHECK(car.times("trapped").at(0) - stop == Approx(4 + gap_s + 30).margin(2.5));
}

TEST_CASE("DV-6 DV-11 a clock that starts again loses no trap, and ends the episode that it knew") {
  // Seconds after the standstill: under way, before stopped_outside_zone, between the two, after trapped.
  const double after = GENERATE(-3.0, 4.0, 20.0, 35.0);
  Series car({.start_s = 86'400});
  double restarted = 1e9;
  car.spoil = [&](Input& input) {
    if (input.at >= at(restarted)) input.at -= at(restarted).time_since_epoch();
    return true;
  };
  car.board();
  if (after < 0) restarted = car.now_s() + 2;
  car.ride_and_stall(6.1);
  const double stop = car.now_s();
  if (after > 0) restarted = stop + after;
  car.wait(45).creep(1.4, 0.2).open(4);
  CHECK(car.names() == "stopped_outside_zone trapped recovered");
  const double trapped = car.times("trapped")[0] + (stop + 30 > restarted ? restarted : 0);
  CHECK(trapped - stop == Approx(30).margin(2.5));
}

TEST_CASE("DV-11 however often the clock jumps, what is kept can be read again") {
  Series car;
  car.board();
  Duration off{};
  int samples = 0;
  bool well = false;
  car.spoil = [&](Input& input) {
    if (++samples % 900 == 0) off = off == Duration::zero() ? 34 * kYear : Duration::zero();
    if (!well) input.at += off;
    return true;
  };
  car.wait(600);
  std::vector<std::uint8_t> bytes(Kept::kMaxEncoded);
  bytes.resize(encode(car.engine().kept(), bytes));
  Kept kept;
  CHECK(decode(bytes, kept));
  well = true;
  car.wait(5).ride_and_stall(6.1).wait(40);
  CHECK(car.all("trapped").size() == 1);
}

}  // namespace
}  // namespace liftguard::engine::test
