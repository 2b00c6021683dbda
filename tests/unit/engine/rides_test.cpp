// DV-1 and DV-2: rides found, none invented, and where they end.
#include <catch2/catch.hpp>
#include <cmath>

#include "tests/unit/engine/series.hpp"

namespace liftguard::engine::test {
namespace {

double seconds(Time t) {
  return static_cast<double>(t.time_since_epoch().count()) * 1e-6;
}

TEST_CASE("DV-1 rides are found with their ends and lengths") {
  struct Case {
    double metres, speed, rate_hz;
  };
  const auto c = GENERATE(Case{3.0, 1.0, 100}, Case{3.0, 1.6, 10}, Case{-3.0, 1.0, 50}, Case{12.0, 1.5, 100},
                          Case{-12.0, 1.5, 400}, Case{19.5, 2.5, 25}, Case{3.0, 0.4, 100}, Case{19.5, 0.63, 100});
  SeriesOptions options;
  options.rate_hz = c.rate_hz;
  options.tell_floors = false;  // the length must come from the sensors
  options.start = c.metres < 0 ? 6 : 0;
  options.floors = {0, 3, 7.5, 12, 15, 16.5, 19.5};
  Series car(options);
  car.wait(10);
  const double start = car.now_s();
  car.ride(c.metres, c.speed);
  const double end = car.now_s();
  car.wait(8);
  const auto rides = car.all("ride");
  REQUIRE(rides.size() == 1);
  CHECK(seconds(rides[0].ride->start) == Approx(start).margin(1.0));
  CHECK(seconds(rides[0].ride->end) == Approx(end).margin(1.0));
  CHECK(static_cast<double>(*rides[0].ride->metres) ==
        Approx(c.metres).margin(std::max(0.3, 0.03 * std::abs(c.metres))));
}

TEST_CASE("DV-1 a movement of 0.9 m is no ride, one of 1.1 m is") {
  const auto [metres, rides] = GENERATE(std::pair{0.9, 0U}, std::pair{1.2, 1U});
  SeriesOptions options;
  options.floors = {0, 0.9, 1.2};
  options.tell_floors = false;
  Series car(options);
  car.wait(20).ride(metres, 0.5).wait(8);
  CHECK(car.all("ride").size() == rides);
}

TEST_CASE("DV-1 with one sensor alone rides are still found, and say so") {
  const auto [left, basis] = GENERATE(std::pair{Sensor::acceleration, RideBasis::acceleration},
                                      std::pair{Sensor::pressure, RideBasis::pressure});
  SeriesOptions options;
  options.sensors.remove(left == Sensor::acceleration ? Sensor::pressure : Sensor::acceleration);
  options.tell_floors = false;
  Series car(options);
  car.wait(15).ride(10.5).wait(15).ride(-6, 1.2).wait(15);
  const auto rides = car.all("ride");
  REQUIRE(rides.size() == 2);
  CHECK(static_cast<double>(*rides[0].ride->metres) == Approx(10.5).margin(0.5));
  CHECK(static_cast<double>(*rides[1].ride->metres) == Approx(-6).margin(0.5));
  CHECK(rides[0].ride->basis == basis);
}

TEST_CASE("DV-1 no ride is made of weather, gusts, fans, steps, jumps or shifted mountings") {
  SeriesOptions options;
  options.weather_pa_per_h = GENERATE(-600.0, 0.0, 600.0);
  Series car(options);
  SECTION("weather alone") {}
  SECTION("door gusts") {
    car.gust = [](double t) { return std::fmod(t, 7) < 0.6 ? -14.0 : 0.0; };
  }
  SECTION("a fan that goes on and off") {
    car.gust = [](double t) { return std::fmod(t, 60) < 30 ? 8.0 * (1 - std::exp(-std::fmod(t, 60) / 1.5)) : 0.0; };
  }
  SECTION("steps: 0.7 m/s² at 6.5 Hz for 0.3 s, ringing at 3.5 Hz") {
    car.shake = [](double t) {
      const double since = std::fmod(t, 4);
      return since < 0.3 ? 0.7 * std::sin(2 * M_PI * 6.5 * since)
                         : 0.2 * std::exp(-(since - 0.3)) * std::sin(2 * M_PI * 3.5 * since);
    };
  }
  SECTION("jumps") {
    car.shake = [](double t) {
      const double since = std::fmod(t, 0.9);
      return t > 20 && t < 26 && since < 0.2 ? 4.0 * std::sin(2 * M_PI * since / 0.2) : 0.0;
    };
  }
  SECTION("the mounting gives way: 0.2 m/s² from one moment to the next") {
    car.shake = [](double t) { return t > 20 ? 0.2 : 0.0; };
  }
  car.wait(300);
  CHECK(car.all("ride").empty());
  CHECK(car.all("trapped").empty());
}

TEST_CASE("DV-1 a two-speed lift's ride ends after its creep and bump") {
  SeriesOptions options;
  options.floors = {0, 6};
  options.tell_floors = false;
  Series car(options);
  car.wait(10);
  // Up to 1 m/s in 2 s, 4.4 s on, down to 0.25 m/s in 1.5 s, creep 3 s, brake at 1.2 m/s².
  const double t0 = car.now_s();
  car.shake = [t0](double t) {
    t -= t0;
    if (t > 0 && t < 2) return 0.5;
    if (t > 6.4 && t < 7.9) return -0.5;
    if (t > 10.9 && t < 10.9 + 0.25 / 1.2) return -1.2;
    return 0.0;
  };
  double height = 0;
  car.gust = [&height, t0](double t) {
    t -= t0;
    if (t > 0)
      height = t < 2      ? 0.25 * t * t
               : t < 6.4  ? 1 + (t - 2)
               : t < 7.9  ? 5.4 + (t - 6.4) - 0.25 * (t - 6.4) * (t - 6.4)
               : t < 10.9 ? 6.3375 + 0.25 * (t - 7.9)
                          : 7.1136;
    return -11.8 * height;
  };
  car.wait(25);
  const auto rides = car.all("ride");
  REQUIRE(rides.size() == 1);
  CHECK(seconds(rides[0].ride->end) - t0 == Approx(11.1).margin(0.6));
  CHECK(static_cast<double>(*rides[0].ride->metres) == Approx(7.11).margin(0.3));
}

TEST_CASE("DV-1 the same trace at another time gives the same events") {
  const auto play = [](double start_s) {
    SeriesOptions options;
    options.start_s = start_s;
    Series car(options);
    car.board().ride(10.5).wait(2).leave().ride_and_stall(4.1).wait(60).ride(1.9, 0.5).wait(4).open(5);
    return car;
  };
  const auto early = play(0), late = play(86'400.0 * 30);
  REQUIRE(early.names() == late.names());
  REQUIRE(early.events().size() == late.events().size());
  for (std::size_t i = 0; i < early.events().size(); ++i)
    CHECK((late.events()[i].at - early.events()[i].at).count() == 86'400'000'000LL * 30);
}

TEST_CASE("DV-2 floors of a given table are named") {
  Series car;
  car.wait(5).ride(10.5).wait(3).open(5).wait(2).ride(-6, 1.2).wait(3).open(5).wait(2);
  const auto rides = car.all("ride");
  REQUIRE(rides.size() == 2);
  CHECK(rides[0].ride->from.view() == "1");
  CHECK(rides[0].ride->to.view() == "4");
  CHECK(rides[1].ride->to.view() == "2");
  CHECK(static_cast<double>(*rides[0].ride->metres) == Approx(10.5).margin(0.001));  // between levels
}

TEST_CASE("DV-2 a long ride's floor is named although the door opens before the air is at rest") {
  Series car(tall());
  car.wait(20);
  const double t0 = car.now_s();
  // Landings that the accelerometer clips: it has lost a metre of the way, the air has not.
  car.shake = [t0](double t) { return t > t0 + 6 && t < t0 + 7 ? (t < t0 + 6.5 ? 2.6 : -2.52) : 0.0; };
  car.ride(78, 2.5).set(Switch::door, true).wait(8);
  REQUIRE(car.all("ride").size() == 1);
  CHECK(car.all("ride")[0].ride->to.view() == "27");
}

TEST_CASE("DV-2 a car that rescuers wind too slowly to be felt is at the floor where its door opens") {
  const auto speed = GENERATE(0.06, 0.1, 0.13);
  Series car;
  car.wait(20).ride_and_stall(8.7).wait(60).creep(0.6, speed).wait(5).creep(0.6, speed).wait(5).creep(0.6, speed);
  car.wait(4).open(8).wait(5).ride(3.0).wait(5);
  const auto rides = car.all("ride");
  REQUIRE(rides.size() == 2);
  CHECK(rides[1].ride->from.view() == "4");
  CHECK(rides[1].ride->to.view() == "5");
}

TEST_CASE("DV-2 without start_floor floors are named once they are certain") {
  SeriesOptions options;
  // 16.5 m up and down exist between the ends alone.
  Site site;
  for (const double height : options.floors) {
    const Label label(std::to_string(site.floor_count + 1));
    site.floors[site.floor_count++] = {label, static_cast<float>(height)};
  }
  Locator locator(site);
  CHECK_FALSE(locator.certain());
  CHECK(locator.floor_here().empty());
  (void)locator.moved({3.0F, 0.01F, true, true});
  CHECK_FALSE(locator.certain());
  (void)locator.moved({-19.4F, 0.01F, true, true});
  CHECK(locator.certain());
  CHECK(locator.floor_here().view() == "1");
}

TEST_CASE("DV-2 learnt floors are provisional until two visits agree, and 2.4 m apart are never mixed") {
  SeriesOptions options;
  options.tell_floors = false;
  options.floors = {0, 2.4, 4.8};
  Series car(options);
  car.open(4).wait(2).ride(2.4, 0.8).wait(3).open(4).wait(2);
  CHECK(car.all("ride").back().ride->to.empty());
  car.ride(2.4, 0.8).wait(3).open(4).wait(2).ride(-4.8, 0.8).wait(3).open(4).wait(2);
  car.ride(2.4, 0.8).wait(3).open(4).wait(2).ride(2.4, 0.8).wait(3).open(4).wait(2).ride(-2.4, 0.8).wait(3);
  const auto rides = car.all("ride");
  CHECK(rides.back().ride->to.view() == "2");
  CHECK(rides.back().ride->from.view() == "3");
}

}  // namespace
}  // namespace liftguard::engine::test
