// Doors, speed, shocks, mains, heat and sensors (DV-12 to DV-19).
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "tests/unit/engine/series.hpp"

namespace liftguard::engine::test {
namespace {

TEST_CASE("DV-12 three jumps within 5 s behind a shut door are horseplay, once") {
  struct Case {
    int jumps;
    double apart_s;
    std::size_t reports;
  };
  const auto c = GENERATE(Case{2, 1.0, 0U}, Case{3, 1.0, 1U}, Case{3, 2.4, 1U}, Case{3, 2.6, 0U}, Case{12, 0.8, 1U});
  Series car;
  car.board().wait(5);
  const double t0 = car.now_s();
  car.shake = [=](double t) {
    const double since = t - t0;
    if (since < 0 || since > c.jumps * c.apart_s - 0.1) return 0.0;
    const double phase = std::fmod(since, c.apart_s);
    return phase < 0.12 ? 3.5 * std::sin(2 * M_PI * phase / 0.12) : 0.0;
  };
  car.wait(25);
  CHECK(car.all("horseplay").size() == c.reports);
}

TEST_CASE("DV-12 jumps while the car starts are horseplay: what lies beneath them is the start, no brake") {
  Series car;
  car.board().wait(5);
  const double t0 = car.now_s() + 1.0;
  car.shake = [t0](double t) {
    const double since = t - t0;
    if (since < 0 || since > 2.9) return 0.0;
    const double phase = std::fmod(since, 0.95);
    return phase < 0.16 ? -3.6 * std::sin(M_PI * phase / 0.16) : 0.0;
  };
  car.ride(-12, 1.6).wait(8);
  CHECK(car.all("horseplay").size() == 1);
}

TEST_CASE("DV-12 a brake stop that rings is no horseplay") {
  Series car;
  car.board();
  car.ride_and_stall(6.1);
  const double t0 = car.now_s();
  car.shake = [t0](double t) { return 4.0 * std::exp(-(t - t0) / 0.4) * std::sin(2 * M_PI * 3.5 * (t - t0)); };
  car.wait(9);
  CHECK(car.all("horseplay").empty());
}

TEST_CASE("DV-13 overspeed: above 1.15 x rated for 0.3 s") {
  const auto [speed, reports] = GENERATE(std::pair{1.7, 0U}, std::pair{2.1, 1U});
  Series car;
  car.wait(20).ride(19.5, speed).wait(5);
  CHECK(car.all("overspeed").size() == reports);
}

TEST_CASE("DV-14 door open outside every zone for 0.5 s") {
  const auto [open_s, reports] = GENERATE(std::pair{0.45, 0U}, std::pair{0.6, 1U});
  Series car;
  car.wait(5).ride_and_stall(6.1).wait(3).open(open_s).wait(1);
  CHECK(car.all("door_open_outside_zone").size() == reports);
}

TEST_CASE("DV-14 moving with an open door") {
  Series car;
  car.wait(20).set(Switch::door, true).wait(3).ride(3.0, 0.8);
  CHECK(car.all("door_open_outside_zone").size() == 1);
}

TEST_CASE("DV-14 door open for 170-200 s is too long, once an opening") {
  Series car;
  const double opened = car.now_s();
  car.open(500).wait(10).open(100).wait(10);
  REQUIRE(car.all("door_open_too_long").size() == 1);
  CHECK(car.times("door_open_too_long")[0] - opened == Approx(180).margin(1));
}

TEST_CASE("DV-14 five openings within 120 s without a ride") {
  struct Case {
    int openings;
    double apart_s;
    bool ride;
    std::size_t reports;
  };
  const auto c = GENERATE(Case{4, 20, false, 0U}, Case{5, 20, false, 1U}, Case{9, 12, false, 1U},
                          Case{5, 31, false, 0U}, Case{5, 10, true, 0U});
  Series car;
  for (int i = 0; i < c.openings; ++i) {
    car.open(5);
    if (c.ride && i == 2) car.wait(2).ride(4.5, 1.2);
    car.wait(c.apart_s - 5);
  }
  CHECK(car.all("door_cannot_close").size() == c.reports);
}

TEST_CASE("DV-14 the opening with which a ride ends counts, however soon the door opens") {
  Series car(tall());
  car.wait(5).open(5).wait(5).ride(78, 2.5).set(Switch::door, true).wait(5).set(Switch::door, false).wait(5);
  for (int i = 0; i < 3; ++i) car.open(5).wait(10);
  CHECK(car.all("door_cannot_close").empty());
  car.open(5);
  CHECK(car.all("door_cannot_close").size() == 1);
}

TEST_CASE("DV-15 over-travel: at rest more than 0.20 m beyond the last floors") {
  struct Case {
    double metres;
    const char* kind;
  };
  const auto c = GENERATE(Case{19.5, ""}, Case{20.1, "overtravel_top"});
  Series car;
  car.wait(20).ride(c.metres).wait(8);
  CHECK(car.names() == c.kind);
}

TEST_CASE("DV-17 mains: lost after 1 s off, restored after 1 s on") {
  const auto [off_s, names] = GENERATE(std::pair{0.9, ""}, std::pair{1.2, "mains_lost mains_restored"});
  Series car;
  car.set(Switch::mains, false).wait(off_s).set(Switch::mains, true).wait(0.9);
  if (off_s > 1) CHECK(car.names() == "mains_lost");
  car.wait(0.3);
  CHECK(car.names() == names);
}

TEST_CASE("DV-17 a reboot does not repeat mains_lost") {
  Series car;
  car.set(Switch::mains, false).wait(3).reboot().wait(5).set(Switch::mains, true).wait(2);
  CHECK(car.names() == "mains_lost mains_restored");
}

TEST_CASE("DV-18 above 45 °C for 60 s, armed again below 42 °C") {
  Series car;
  float celsius = 46;
  car.spoil = [&](Input& input) {
    if (auto* heat = std::get_if<Temperature>(&input.reading)) heat->celsius = celsius;
    return true;
  };
  car.wait(59);
  CHECK(car.names().empty());
  car.wait(3);
  CHECK(car.names() == "over_temperature");
  celsius = 43;
  car.wait(30);
  celsius = 46;
  car.wait(70);
  CHECK(car.all("over_temperature").size() == 1);
  celsius = 41;
  car.wait(5);
  celsius = 46;
  car.wait(70);
  CHECK(car.all("over_temperature").size() == 2);
}

TEST_CASE("DV-19 a sensor that is silent for 5 s is lost, and restored when good for 10 s") {
  const auto [silent_s, lost] = GENERATE(std::pair{3.9, 0U}, std::pair{6.0, 1U});
  Series car;
  bool silent = true;
  car.spoil = [&](Input& input) {
    const auto* word = std::get_if<SwitchReading>(&input.reading);
    return !(silent && word != nullptr && word->which == Switch::presence);
  };
  car.wait(silent_s);
  silent = false;
  car.wait(9);
  REQUIRE(car.all("sensor_lost").size() == lost);
  CHECK(car.all("sensor_restored").empty());
  car.wait(3);
  CHECK(car.all("sensor_restored").size() == lost);
  if (lost == 1) CHECK(car.all("sensor_lost")[0].sensor->sensor == Sensor::presence);
}

TEST_CASE("DV-19 pressure frozen to the last bit for 60 s is lost") {
  Series car;
  car.spoil = [](Input& input) {
    if (auto* pressure = std::get_if<Pressure>(&input.reading)) pressure->pa = 100'000;
    return true;
  };
  car.wait(58);
  CHECK(car.all("sensor_lost").empty());
  car.wait(5);
  REQUIRE(car.all("sensor_lost").size() == 1);
  CHECK(car.all("sensor_lost")[0].sensor->fault == SensorFault::frozen);
}

TEST_CASE("DV-19 single wild samples change nothing") {
  const float wild = GENERATE(std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity(),
                              -std::numeric_limits<float>::infinity(), 60.0F, -60.0F, 1e30F);
  Series car;
  int count = 0;
  car.spoil = [&](Input& input) {
    if (++count % 197 != 0) return true;
    if (auto* a = std::get_if<Acceleration>(&input.reading)) a->z = wild;
    if (auto* p = std::get_if<Pressure>(&input.reading)) p->pa = wild * 1000;
    return true;
  };
  car.board().ride(10.5).wait(3).leave().wait(30);
  CHECK(car.names().empty());
  REQUIRE(car.all("ride").size() == 1);
  CHECK(car.all("ride")[0].ride->to.view() == "4");
}

TEST_CASE("DV-19 detection goes on without the accelerometer") {
  Series car;
  bool broken = false;
  car.spoil = [&](Input& input) { return !(broken && std::holds_alternative<Acceleration>(input.reading)); };
  car.board().wait(5);
  broken = true;
  car.wait(10).ride(6.1).wait(60);
  CHECK(car.all("sensor_lost").size() == 1);
  CHECK(car.all("stopped_outside_zone").size() == 1);
  CHECK(car.all("trapped").size() == 1);
}

TEST_CASE("rubbish in: no crash, and no trap invented") {
  SeriesOptions options;
  options.seed = GENERATE(1U, 2U, 3U, 4U, 5U);
  Series car(options);
  std::mt19937 random(options.seed);
  const auto wild = [&]() -> float {
    switch (random() % 6) {
      case 0:
        return std::numeric_limits<float>::quiet_NaN();
      case 1:
        return std::numeric_limits<float>::infinity();
      case 2:
        return -1e30F;
      case 3:
        return 0;
      case 4:
        return 200'000;
      default:
        return static_cast<float>(random() % 1000) - 500;
    }
  };
  car.spoil = [&](Input& input) {
    if (random() % 3 == 0) {
      if (auto* a = std::get_if<Acceleration>(&input.reading)) *a = {wild(), wild(), wild()};
      if (auto* p = std::get_if<Pressure>(&input.reading)) p->pa = wild();
      if (auto* t = std::get_if<Temperature>(&input.reading)) t->celsius = wild();
    }
    if (random() % 50 == 0) input.at -= Duration{static_cast<std::int64_t>(random() % 10'000'000)};
    return random() % 10 != 0;
  };
  car.wait(600);
  CHECK(car.all("trapped").empty());
  CHECK(car.all("stopped_outside_zone").empty());
}

TEST_CASE("a gap of hours in all inputs invents nothing") {
  Series car;
  car.board().ride(6.1, 1.0);  // between floors, under way to nothing
  std::int64_t jump = 0;
  car.spoil = [&](Input& input) {
    input.at += Duration{jump};
    return true;
  };
  car.wait(3);
  jump = 7'200'000'000;
  car.wait(5);
  CHECK(car.all("trapped").empty());
  car.wait(40);
  CHECK(car.all("trapped").size() == 1);  // but it still stands there
}

}  // namespace
}  // namespace liftguard::engine::test
