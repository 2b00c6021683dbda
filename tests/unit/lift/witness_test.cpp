// The witness against the rules' letter: boundary cases of DV-5 to DV-17 told as true states, without sensors.
#include <catch2/catch.hpp>

#include <string>
#include <vector>

#include "simulators/lift/witness/car_watch.hpp"
#include "simulators/lift/witness/door_watch.hpp"
#include "simulators/lift/witness/entrapment_watch.hpp"
#include "simulators/lift/witness/switch_watch.hpp"

using namespace liftguard;
using namespace liftguard::lift;

namespace {

constexpr double kRated = 2.0;

// A lift that stands at floor 3 with a shut door and nobody in it, until a test changes the scene.
class Told {
 public:
  Told() { now.zone = 3; }

  void for_s(double seconds) {
    const double end_s = now.time_s + seconds - 1e-6;
    while (now.time_s < end_s) {
      now.time_s += 0.01;
      entrapments_.watch(now, ride_, expectations_);
      doors_.watch(now, ride_, expectations_);
      switches_.watch(now, expectations_);
      ride_.reset();
    }
  }
  void stop_between() {
    now.zone.reset();
    now.rest_since_s = now.time_s;
  }
  void arrive(double top_speed = kRated) {
    now.zone = 4;
    now.rest_since_s = now.time_s;
    ride_ = EndedRide{now.time_s, top_speed, 3, 4};
  }
  void open() { now.door_open = true; }
  void shut() { now.door_open = false; }

  [[nodiscard]] std::string kinds() const {
    std::string kinds;
    for (const auto& event : expectations_.truth().events) kinds += (kinds.empty() ? "" : " ") + event.event;
    return kinds;
  }
  // Window of the one event of a kind, in seconds from `zero_s`.
  [[nodiscard]] std::pair<double, double> window(const std::string& kind, double zero_s) const {
    for (const auto& event : expectations_.truth().events) {
      if (event.event == kind) return {event.after_ms / 1000 - zero_s, event.before_ms / 1000 - zero_s};
    }
    return {-1, -1};
  }
  [[nodiscard]] std::size_t doubts() const { return expectations_.doubts().size(); }

  Scene now;

 private:
  Expectations expectations_;
  EntrapmentWatch entrapments_{kRated};
  DoorWatch doors_;
  SwitchWatch switches_;
  std::optional<EndedRide> ride_;
};

}  // namespace

TEST_CASE("DV-5: standing outside every zone counts whoever is inside; windows 8-20 s after the standstill") {
  Told told;
  told.for_s(5);
  told.stop_between();
  told.for_s(30);
  CHECK(told.kinds() == "stopped_outside_zone");
  CHECK(told.window("stopped_outside_zone", 5).first == Approx(8).margin(0.02));
  CHECK(told.window("stopped_outside_zone", 5).second == Approx(20).margin(0.02));
  CHECK(told.doubts() == 0);
}

TEST_CASE("DV-5: a stop of less than 8 s is nothing, one of 8-20 s is left open") {
  for (const auto& [seconds, doubts] : std::vector<std::pair<double, std::size_t>>{{7.5, 0}, {8.5, 2}, {19.5, 2}}) {
    Told told;
    told.stop_between();
    told.for_s(seconds);
    told.now.at_rest = false;
    told.for_s(1);
    CAPTURE(seconds);
    CHECK(told.kinds().empty());
    CHECK(told.doubts() == doubts);
  }
}

TEST_CASE("DV-6: with people, trapped 28-45 s after the standstill; once, however long it lasts (DV-10)") {
  Told told;
  told.now.people = true;
  told.stop_between();
  told.for_s(900);
  CHECK(told.kinds() == "stopped_outside_zone trapped");
  CHECK(told.window("trapped", 0).first == Approx(28).margin(0.02));
  CHECK(told.window("trapped", 0).second == Approx(45).margin(0.02));
}

TEST_CASE("DV-6: the button held 3 s after 10 s at rest is answered within 5 s; a shorter press is not") {
  Told told;
  told.now.people = true;
  told.stop_between();
  told.for_s(12);
  told.now.button = true;
  told.for_s(3.5);
  told.now.button = false;
  told.for_s(60);
  CHECK(told.kinds() == "stopped_outside_zone alarm_button trapped");
  CHECK(told.window("trapped", 12).second == Approx(5).margin(0.02));

  Told short_press;
  short_press.now.people = true;
  short_press.stop_between();
  short_press.for_s(12);
  short_press.now.button = true;
  short_press.for_s(2.8);
  short_press.now.button = false;
  short_press.for_s(60);
  CHECK(short_press.window("trapped", 0).first == Approx(28).margin(0.02));
}

TEST_CASE("DV-7: a door that does not open for 120 s after a ride, with people: 115-140 s; empty: nothing") {
  for (const bool people : {true, false}) {
    Told told;
    told.now.people = people;
    told.for_s(2);
    told.arrive();
    told.for_s(300);
    CAPTURE(people);
    CHECK(told.kinds() == (people ? "trapped" : ""));
    if (people) {
      CHECK(told.window("trapped", 2).first == Approx(115).margin(0.02));
      CHECK(told.window("trapped", 2).second == Approx(140).margin(0.02));
    }
  }
}

TEST_CASE("DV-7: once the door has opened, only 600 s behind a shut door count") {
  Told told;
  told.now.people = true;
  told.arrive();
  told.for_s(5);
  told.open();
  told.for_s(6);
  told.shut();
  told.for_s(590);
  CHECK(told.kinds().empty());
  told.for_s(60);
  CHECK(told.kinds() == "trapped");
  CHECK(told.window("trapped", 11).first == Approx(598).margin(0.05));
}

TEST_CASE("DV-7: the button held 3 s and a door that stays shut for 20 s more; an answered call is nothing") {
  for (const bool answered : {true, false}) {
    Told told;
    told.now.people = true;
    told.arrive();
    told.for_s(30);
    told.now.button = true;
    told.for_s(4);
    told.now.button = false;
    told.for_s(10);
    if (answered) told.open();
    told.for_s(30);
    CAPTURE(answered);
    CHECK(told.kinds() == (answered ? "alarm_button" : "alarm_button trapped"));
    CHECK(told.doubts() == 0);
  }
}

TEST_CASE("DV-8: one alarm_button a press of 1 s or longer, in inspection as well; a tap is none") {
  Told told;
  told.now.inspection = true;
  told.for_s(1);
  for (const double seconds : {0.5, 1.5, 20.0}) {
    told.now.button = true;
    told.for_s(seconds);
    told.now.button = false;
    told.for_s(2);
  }
  CHECK(told.kinds() == "inspection_on alarm_button alarm_button");
}

TEST_CASE("DV-9: nothing by inference in inspection; the dwell times begin when it ends") {
  Told told;
  told.now.inspection = true;
  told.stop_between();
  told.for_s(100);
  told.now.inspection = false;
  told.for_s(30);
  CHECK(told.kinds() == "inspection_on inspection_off stopped_outside_zone");
  CHECK(told.window("stopped_outside_zone", 100).first == Approx(8).margin(0.03));
}

TEST_CASE("DV-10: recovered when the door has been open in a zone for 2 s, not before") {
  Told told;
  told.now.people = true;
  told.stop_between();
  told.for_s(60);
  told.now.zone = 3;  // wound there by hand
  told.for_s(20);
  CHECK(told.kinds() == "stopped_outside_zone trapped");
  told.open();
  told.for_s(1.9);
  CHECK(told.kinds() == "stopped_outside_zone trapped");
  told.for_s(5);
  CHECK(told.kinds() == "stopped_outside_zone trapped recovered");
  CHECK(told.window("recovered", 80).first == Approx(1.9).margin(0.03));
}

TEST_CASE(
    "DV-10: a fast ride into a zone ends a stop of an empty car, a slow one does not, and neither an entrapment") {
  struct Case {
    bool people;
    double top_speed;
    const char* kinds;
  };
  for (const Case& one :
       {Case{false, 0.9 * kRated, "stopped_outside_zone recovered"}, Case{false, 0.3 * kRated, "stopped_outside_zone"},
        Case{true, 0.9 * kRated, "stopped_outside_zone trapped"}}) {
    Told told;
    told.now.people = one.people;
    told.stop_between();
    told.for_s(60);
    told.arrive(one.top_speed);
    told.for_s(5);
    CHECK(told.kinds() == one.kinds);
  }
}

TEST_CASE("DV-14: a door open outside every zone, too long, or again and again") {
  Told outside;
  outside.stop_between();
  outside.open();
  outside.for_s(5);
  CHECK(outside.kinds() == "door_open_outside_zone");

  Told moving;
  moving.open();
  moving.now.speed = -0.4;
  moving.for_s(2);
  CHECK(moving.kinds() == "door_open_outside_zone");

  Told held;
  held.open();
  held.for_s(169);
  CHECK(held.kinds().empty());
  held.for_s(40);
  CHECK(held.kinds() == "door_open_too_long");

  for (const auto& [pause_s, kinds] :
       std::vector<std::pair<double, std::string>>{{20, "door_cannot_close"}, {40, ""}}) {
    Told restless;
    for (int opening = 0; opening < 6; ++opening) {
      restless.open();
      restless.for_s(3);
      restless.shut();
      restless.for_s(pause_s);
    }
    CAPTURE(pause_s);
    CHECK(restless.kinds() == kinds);
  }
}

TEST_CASE("DV-17: the mains count after 1 s, off and on") {
  Told told;
  told.now.mains = false;
  told.for_s(0.6);
  told.now.mains = true;
  told.for_s(5);
  CHECK(told.kinds().empty());
  told.now.mains = false;
  told.for_s(10);
  told.now.mains = true;
  told.for_s(10);
  CHECK(told.kinds() == "mains_lost mains_restored");
  CHECK(told.window("mains_lost", 5.6).first == Approx(0.9).margin(0.03));
}

TEST_CASE("DV-12, DV-13, DV-15, DV-18: three jumps in 5 s, over 1.15 of the rated speed, beyond the last floor, heat") {
  Setting setting;
  setting.building.floors = {{"1", 0.0}, {"2", 3.0}};
  setting.building.style.speed = kRated;
  const auto run = [&](Scene scene, double seconds, const std::vector<double>& jumps) {
    CarWatch watch{setting};
    Expectations expectations;
    for (; scene.time_s < seconds; scene.time_s += 0.01) watch.watch(scene, jumps, expectations);
    const auto events = expectations.truth().events;
    return events.empty() ? std::string{} : events.front().event;
  };
  Scene still;
  still.zone = 0;
  CHECK(run(still, 20, {1, 2, 3}) == "horseplay");
  CHECK(run(still, 20, {1, 4, 7}).empty());
  Scene fast = still;
  fast.at_rest = false;
  fast.speed = -1.2 * kRated;
  CHECK(run(fast, 2, {}) == "overspeed");
  fast.speed = -1.1 * kRated;
  CHECK(run(fast, 2, {}).empty());
  Scene beyond = still;
  beyond.height_m = 3.4;
  CHECK(run(beyond, 20, {}) == "overtravel_top");
  beyond.height_m = -0.4;
  CHECK(run(beyond, 20, {}) == "overtravel_bottom");
  beyond.height_m = 3.15;
  CHECK(run(beyond, 20, {}).empty());
  Scene hot = still;
  hot.celsius = 46;
  CHECK(run(hot, 100, {}) == "over_temperature");
  hot.celsius = 44;
  CHECK(run(hot, 100, {}).empty());
}
