// Each dwell time of the rules, a little too short and just long enough.
#include <catch2/catch.hpp>

#include "tests/unit/engine/series.hpp"

namespace liftguard::engine::test {
namespace {

struct Limit {
  const char* rule;
  const char* event;
  double limit_s;
  void (*story)(Series& car, double seconds);
  double doubt_s = 0.1;  // of the moment from which it counts: a standstill is known to half a second
};

void stall(Series& car) {
  car.board().wait(2).ride_and_stall(6.1);
}

const Limit kLimits[] = {
    {"DV-5 at rest outside a zone", "stopped_outside_zone", 10,
     [](Series& car, double s) { (stall(car), car).wait(s).ride(1.4, 0.8).wait(3); }, 0.7},
    {"DV-6 and occupied", "trapped", 30,
     [](Series& car, double s) { (stall(car), car).wait(s).ride(1.4, 0.8).wait(3); }, 0.7},
    {"DV-6 the button held outside a zone", "trapped", 3,
     [](Series& car, double s) { (stall(car), car).wait(4).press(s).ride(1.4, 0.8).wait(3); }},
    {"DV-7 the door not opened after a ride", "trapped", 120,
     [](Series& car, double s) { car.board().wait(2).ride(7.5).wait(s).open(4).wait(2); }, 0.7},
    {"DV-7 the button held in a zone", "trapped", 3,
     [](Series& car, double s) { car.board().wait(2).ride(7.5).wait(4).press(s).wait(30).open(4); }},
    {"DV-7 and the door still shut after it", "trapped", 20,
     [](Series& car, double s) { car.board().wait(2).ride(7.5).wait(4).press(3).wait(s).open(4); }},
    {"DV-7 in a parked car", "trapped", 600, [](Series& car, double s) { car.board().wait(s - 2).open(4); }},
    {"DV-8 a press", "alarm_button", 1, [](Series& car, double s) { car.press(s).wait(1); }},
    {"DV-10 the door open in a zone", "recovered", 2,
     [](Series& car, double s) { (stall(car), car).wait(40).creep(1.4, 0.25).wait(4).open(s).wait(1); }},
    {"DV-14 the door open outside a zone", "door_open_outside_zone", 0.5,
     [](Series& car, double s) { (stall(car), car).wait(4).open(s).wait(1); }},
    {"DV-14 the door open for too long", "door_open_too_long", 180, [](Series& car, double s) { car.open(s).wait(1); }},
    {"DV-17 mains off", "mains_lost", 1,
     [](Series& car, double s) { car.set(Switch::mains, false).wait(s).set(Switch::mains, true).wait(2); }},
    {"DV-17 mains on again", "mains_restored", 1,
     [](Series& car, double s) {
       car.set(Switch::mains, false).wait(5).set(Switch::mains, true).wait(s).set(Switch::mains, false).wait(2);
     }},
};

TEST_CASE("every dwell: a little too short says nothing, just long enough speaks once") {
  for (const auto& limit : kLimits) {
    for (const bool enough : {false, true}) {
      const double seconds = limit.limit_s + (enough ? limit.doubt_s : -limit.doubt_s);
      Series car;
      limit.story(car, seconds);
      INFO(limit.rule << ", " << seconds << " s");
      CHECK(car.all(limit.event).size() == (enough ? 1U : 0U));
    }
  }
}

// Heat comes twice a second, speed in steps of the samples.
TEST_CASE("DV-18 above 45 °C: 59 s is not long enough, 45.0 °C not hot enough") {
  struct Case {
    float celsius;
    double seconds;
    std::size_t reports;
  };
  const auto c = GENERATE(Case{45.0F, 300, 0U}, Case{45.1F, 59, 0U}, Case{45.1F, 61.5, 1U});
  Series car;
  float celsius = c.celsius;
  car.spoil = [&](Input& input) {
    if (auto* heat = std::get_if<Temperature>(&input.reading)) heat->celsius = celsius;
    return true;
  };
  car.wait(c.seconds);
  celsius = 40;
  car.wait(10);
  CHECK(car.all("over_temperature").size() == c.reports);
}

TEST_CASE("DV-13 speed: 1.12 x rated is none, 1.19 x rated is one") {
  const auto [ratio, reports] = GENERATE(std::pair{1.12, 0U}, std::pair{1.19, 1U});
  Series car;
  car.wait(20).ride(19.5, 1.6 * ratio).wait(5);
  CHECK(car.all("overspeed").size() == reports);
}

TEST_CASE("DV-13 a long cruise below the limit does not drift above it; one that is above it is found at once") {
  const auto [ratio, reports] = GENERATE(std::pair{1.10, 0U}, std::pair{1.19, 1U});
  const unsigned seed = GENERATE(1U, 2U, 3U);
  SeriesOptions options;
  options.floors = {0, 60};
  options.rated_speed = 1.0;
  options.seed = seed;
  double drift = 0;  // m/s², of the sensor's offset while the car cruises: a part that warms up
  Series car(options);
  car.spoil = [&](Input& input) {
    if (auto* felt = std::get_if<Acceleration>(&input.reading)) felt->z += static_cast<float>(drift);
    return true;
  };
  car.wait(20);
  const double from = car.now_s();
  car.on_every_sample([&](Series& now) { drift = now.now_s() - from > 8 && now.speed() > 0.5 ? 0.004 : 0; });
  car.ride(60, options.rated_speed * ratio).wait(5);
  CHECK(car.all("overspeed").size() == reports);
  for (const auto& event : car.all("overspeed")) CHECK(to_seconds(event.at - Time{}) < from + 6);
}

TEST_CASE("DV-15 0.15 m beyond the last floor is none, 0.30 m is one") {
  const auto [metres, reports] = GENERATE(std::pair{0.15, 0U}, std::pair{0.30, 1U});
  const auto [up, kind] = GENERATE(std::pair{true, "overtravel_top"}, std::pair{false, "overtravel_bottom"});
  SeriesOptions options;
  options.start = up ? 3 : 2;
  Series car(options);
  car.wait(20).ride(up ? 9.0 + metres : -7.5 - metres).wait(8);
  CHECK(car.all(kind).size() == reports);
}

}  // namespace
}  // namespace liftguard::engine::test
