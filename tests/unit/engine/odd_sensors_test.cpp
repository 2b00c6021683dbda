// Sensors that freeze on the way, read to a wrong scale, speak seldom, or fall silent where the car stands (DV-1,
// DV-19).
#include <catch2/catch.hpp>
#include <cmath>

#include "tests/unit/engine/series.hpp"

namespace liftguard::engine::test {
namespace {

// From when the car runs fast: what the sensor gave then, for ever.
template <class Reading>
std::function<bool(Input&)> frozen_on_the_way(const Series& car, double until_s) {
  return [&car, until_s, last = std::optional<Reading>{}](Input& input) mutable {
    auto* reading = std::get_if<Reading>(&input.reading);
    if (reading == nullptr || car.now_s() > until_s) return true;
    if (last)
      *reading = *last;
    else if (std::abs(car.speed()) > 1.0)
      last = *reading;
    return true;
  };
}

TEST_CASE("DV-1 a ride in which acceleration freezes for 30 s is one ride, and the trap at its end in time") {
  Series car;
  car.board().wait(20);
  const double begun = car.now_s();
  car.spoil = frozen_on_the_way<Acceleration>(car, begun + 30);
  car.ride_and_stall(16.1);
  const double stood = car.now_s();
  car.wait(60);
  REQUIRE(car.all("ride").size() == 1);
  const auto ride = *car.all("ride")[0].ride;
  CHECK(static_cast<double>(*ride.metres) == Approx(16.1).margin(0.8));
  CHECK(std::abs(static_cast<double>(ride.start.time_since_epoch().count()) * 1e-6 - begun) < 1);
  REQUIRE(car.all("trapped").size() == 1);
  CHECK(car.times("trapped")[0] - stood == Approx(32).margin(4));
}

TEST_CASE("DV-1 frozen pressure refutes no ride") {
  Series car;
  car.board().wait(20);
  car.spoil = frozen_on_the_way<Pressure>(car, car.now_s() + 40);
  car.ride_and_stall(16.1);
  const double stood = car.now_s();
  car.wait(60);
  CHECK(car.all("ride").size() == 1);
  REQUIRE(car.all("trapped").size() == 1);
  CHECK(car.times("trapped")[0] - stood == Approx(30).margin(2));
}

TEST_CASE("DV-1 gravity that reads 2.5 % off: rides within 3 %, whether it is the scale or an offset") {
  const auto [scale, offset] = GENERATE(std::pair{1.025, 0.0}, std::pair{0.975, 0.0}, std::pair{1.0, 0.25});
  SeriesOptions options;
  options.tell_floors = false;
  options.bias = offset;
  options.spoil = [scale = static_cast<float>(scale)](Input& input) {
    if (auto* a = std::get_if<Acceleration>(&input.reading)) a->z *= scale;
    return true;
  };
  Series car(options);
  car.wait(20).ride(16.5).wait(5);
  REQUIRE(car.all("ride").size() == 1);
  CHECK(static_cast<double>(*car.all("ride")[0].ride->metres) == Approx(16.5).epsilon(0.03));
}

TEST_CASE("DV-12 horseplay shows at 10 Hz; a single wild sample is none") {
  const auto [jumps, reports] = GENERATE(std::pair{1, 0U}, std::pair{6, 1U});
  SeriesOptions options;
  options.rate_hz = 10;
  Series car(options);
  car.board().wait(5);
  const double begun = car.now_s();
  car.spoil = [&car, begun, jumps = jumps](Input& input) {
    auto* a = std::get_if<Acceleration>(&input.reading);
    const int since = static_cast<int>(std::lround(10 * (car.now_s() - begun)));
    if (a != nullptr && since >= 0 && since % 8 == 0 && since / 8 < jumps) a->z += 3.5F;
    return true;
  };
  car.wait(25);
  CHECK(car.all("horseplay").size() == reports);
}

TEST_CASE("DV-19 a zone switch lost between floors: the trap is reported all the same") {
  Series car;
  car.board().wait(2).ride_and_stall(6.1).wait(3);
  car.spoil = [](Input& input) {
    const auto* word = std::get_if<SwitchReading>(&input.reading);
    return word == nullptr || word->which != Switch::zone;
  };
  car.wait(50);
  CHECK(car.all("sensor_lost").size() == 1);
  CHECK(car.all("stopped_outside_zone").size() == 1);
  CHECK(car.all("trapped").size() == 1);
}

TEST_CASE("DV-3 without a switch: for how long the height was no zone is told") {
  SeriesOptions options;
  options.sensors.remove(Sensor::zone);
  options.tell_floors = GENERATE(true, false);
  options.start = 0;
  Series car(options);
  car.wait(20).ride(4.5).wait(5);
  REQUIRE(car.all("ride").size() == 1);
  const auto ride = car.all("ride")[0];
  if (!options.tell_floors) {
    CHECK_FALSE(ride.zone_untrusted);
    CHECK(car.engine().glance().zone_source == ZoneSource::none);
    return;
  }
  REQUIRE(ride.zone_untrusted);
  CHECK(*ride.zone_untrusted == Duration::zero());
  CHECK(car.engine().glance().zone_source == ZoneSource::height);
}

TEST_CASE("DV-3 a height that nobody can tie to a floor is told as untrusted") {
  SeriesOptions options;
  options.sensors.remove(Sensor::zone);
  options.say_start = false;
  Series car(options);
  car.wait(20).ride(3.0).wait(5);
  REQUIRE(car.all("ride").size() == 1);
  REQUIRE(car.all("ride")[0].zone_untrusted);
  CHECK(static_cast<double>(car.all("ride")[0].zone_untrusted->count()) * 1e-6 == Approx(25).margin(3));
}

TEST_CASE("DV-15 over-travel shows without start_floor, where no floor fits but beyond the end") {
  SeriesOptions options;
  options.say_start = false;
  options.start = 2;
  const double past = GENERATE(0.0, 0.6);
  Series car(options);
  car.wait(20).ride(-7.5).wait(5).ride(4.5).wait(5).ride(-4.5 - past).wait(8);
  CHECK(car.all("overtravel_bottom").size() == (past > 0 ? 1U : 0U));
}

TEST_CASE("DV-19 a wild first sample after power-up changes nothing") {
  const bool wild_pressure = GENERATE(false, true);
  SeriesOptions options;
  options.spoil = [wild_pressure, done = false](Input& input) mutable {
    auto* acceleration = std::get_if<Acceleration>(&input.reading);
    auto* pressure = std::get_if<Pressure>(&input.reading);
    if (done || (wild_pressure ? pressure == nullptr : acceleration == nullptr)) return true;
    done = true;
    if (wild_pressure)
      pressure->pa += 2'000.0F;
    else
      acceleration->z = 90.0F;
    return true;
  };
  Series car(options);
  car.open(10).ride(10.5).open(4);
  CHECK(car.names().empty());
  REQUIRE(car.all("ride").size() == 1);
  REQUIRE(car.all("ride")[0].ride->metres);
  CHECK(static_cast<double>(*car.all("ride")[0].ride->metres) == Approx(10.5).margin(0.3));
}

}  // namespace
}  // namespace liftguard::engine::test
