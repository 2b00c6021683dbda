// A box that is switched on while the car is on its way (DV-1): nothing is claimed that it cannot know, and whatever
// comes after the next standstill is found as ever.
#include <catch2/catch.hpp>
#include <cmath>

#include "tests/unit/engine/series.hpp"

namespace liftguard::engine::test {
namespace {

constexpr double kLeavesAt = 5.2;  // s: a series begins with a standstill

// No input reaches the engine before that time of its first ride, and nobody told it where it is.
SeriesOptions switched_on_at(double into_ride_s) {
  SeriesOptions options;
  options.say_start = false;
  options.spoil = [on = Time{Duration{static_cast<std::int64_t>((kLeavesAt + into_ride_s) * 1e6)}}](Input& input) {
    return input.at >= on;
  };
  return options;
}

TEST_CASE("DV-1, DV-6 switched on in mid-ride: the ride has an end and no length, and the trap at it is found") {
  // While it accelerates, at the end of that, at an even speed, and while it slows down for the stop.
  const double after_s = GENERATE(0.6, 1.2, 2.0, 5.0, 11.0);
  Series car(switched_on_at(after_s));
  car.ride_and_stall(16.1);
  const double stood = car.now_s();
  car.set(Switch::presence, true).wait(60);
  for (const auto& event : car.all("ride")) {
    CHECK_FALSE(event.ride->metres);
    CHECK(event.ride->direction == Direction::unknown);
    CHECK(static_cast<double>(event.ride->end.time_since_epoch().count()) * 1e-6 == Approx(stood).margin(1.5));
  }
  CHECK(car.all("ride").size() <= 1);
  REQUIRE(car.all("trapped").size() == 1);
  CHECK(car.times("trapped")[0] - stood == Approx(31).margin(3));
}

TEST_CASE("DV-1 switched on in mid-ride: rides after the next standstill are as long as they were") {
  const double after_s = GENERATE(0.6, 1.2, 2.0, 5.0);
  Series car(switched_on_at(after_s));
  car.ride(10.5).open(4).wait(5).ride(-6.0).open(4).wait(5).ride(9.0).open(4);
  const auto rides = car.all("ride");
  REQUIRE(rides.size() >= 2);
  REQUIRE(rides[rides.size() - 2].ride->metres);
  CHECK(static_cast<double>(*rides[rides.size() - 2].ride->metres) == Approx(-6.0).margin(0.3));
  REQUIRE(rides.back().ride->metres);
  CHECK(static_cast<double>(*rides.back().ride->metres) == Approx(9.0).margin(0.3));
  CHECK(car.names().empty());
}

TEST_CASE("DV-1 switched on in mid-ride without a barometer: the open door says that the car stands") {
  const double after_s = GENERATE(0.6, 1.2, 5.0);
  auto options = switched_on_at(after_s);
  options.sensors.remove(Sensor::pressure);
  Series car(options);
  car.ride(10.5).open(6).wait(10).ride(-6.0).open(6);
  const auto rides = car.all("ride");
  REQUIRE(!rides.empty());
  REQUIRE(rides.back().ride->metres);
  CHECK(static_cast<double>(*rides.back().ride->metres) == Approx(-6.0).margin(0.3));
}

}  // namespace
}  // namespace liftguard::engine::test
