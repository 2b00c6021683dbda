// What the witness asks of a box that does not see everything: parts missing, silent, stuck (DV-3, DV-4, DV-9, DV-10,
// DV-16, DV-19), told as true states.
#include <catch2/catch.hpp>

#include <string>
#include <utility>
#include <vector>

#include "simulators/lift/scenarios/scenario.hpp"
#include "simulators/lift/witness/entrapment_watch.hpp"
#include "simulators/lift/witness/roughness_watch.hpp"
#include "simulators/lift/witness/sensor_watch.hpp"

using namespace liftguard;
using namespace liftguard::lift;

namespace {

constexpr double kRated = 2.0;

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

// A party between two floors, seen by a box that lacks what a test takes away.
class Told {
 public:
  Told() { now.people = true; }

  void for_s(double seconds) {
    const double end_s = now.time_s + seconds - 1e-6;
    while (now.time_s < end_s) {
      now.time_s += 0.01;
      watch_.watch(now, ride_, expectations_);
      ride_.reset();
    }
  }
  void press_for(double seconds) {
    now.button = true;
    for_s(seconds);
    now.button = false;
  }
  void ride(double top_speed = kRated) {
    now.zone = 4;
    now.rest_since_s = now.time_s;
    ride_ = EndedRide{now.time_s, top_speed, 3, 4};
    for_s(20);
  }

  [[nodiscard]] std::string kinds() const {
    std::vector<std::string> kinds;
    for (const auto& event : expectations_.truth().events) kinds.push_back(event.event);
    return joined(kinds);
  }
  [[nodiscard]] std::string allowed() const { return joined(expectations_.truth().allowed); }
  [[nodiscard]] std::pair<double, double> trapped_window() const {
    if (expectations_.entrapments().empty()) return {-1, -1};
    const Window& window = expectations_.entrapments().front().window;
    return {window.after_s, window.before_s};
  }

  Scene now;

 private:
  Expectations expectations_;
  EntrapmentWatch watch_{kRated};
  std::optional<EndedRide> ride_;
};

Setting parked_house() {
  return setting_of(*find_scenario("ordinary_day"), {.seed = 1});
}

// A world in which nothing happens but the ailment, for so many seconds, and then so many of being well.
std::string found_of(Part part, Ailment ailment, double ill_s, double well_s) {
  World world{parked_house()};
  SensorWatch watch;
  Expectations expectations;
  const auto run_for = [&](double seconds) {
    const double end_s = world.now_s() + seconds;
    while (world.now_s() < end_s) {
      world.step();
      watch.watch(world, expectations);
    }
  };
  run_for(2);
  world.wiring.ail(part, ailment);
  run_for(ill_s);
  world.wiring.heal(part);
  run_for(well_s);
  std::vector<std::string> kinds;
  for (const auto& event : expectations.truth().events) kinds.push_back(event.event);
  return joined(kinds) + (expectations.doubts().empty() ? "" : " ?");
}

std::string roughness_of(const std::vector<double>& sways) {
  RoughnessWatch watch;
  Expectations expectations;
  Scene scene;
  for (const double sway : sways) {
    scene.time_s += 60;
    watch.watch(scene, EndedRide{scene.time_s, kRated, 1, 2, sway}, expectations);
  }
  return std::to_string(expectations.truth().events.size()) + (expectations.doubts().empty() ? "" : "?");
}

}  // namespace

TEST_CASE("DV-3: by height as by the switch; with neither, trapped within DV-7's time, and a stop is left open") {
  Told by_height;
  by_height.now.missing.add(Part::zone);
  by_height.now.zone_sight = ZoneSight::by_height;
  by_height.for_s(200);
  CHECK(by_height.kinds() == "stopped_outside_zone trapped");
  CHECK(by_height.trapped_window().second == Approx(45).margin(0.02));

  Told blind;
  blind.now.missing.add(Part::zone);
  blind.now.zone_sight = ZoneSight::none;
  blind.for_s(200);
  CHECK(blind.kinds() == "trapped");
  CHECK(blind.allowed() == "stopped_outside_zone");
  CHECK(blind.trapped_window().second == Approx(140).margin(0.02));
}

TEST_CASE("DV-4: without a presence sensor an empty car counts as occupied; one that never sees anybody does not") {
  Told unknown;
  unknown.now.people = false;
  unknown.now.missing.add(Part::presence);
  unknown.for_s(60);
  CHECK(unknown.kinds() == "stopped_outside_zone trapped");

  Told invisible;
  invisible.now.ailing.add(Part::presence);
  invisible.now.stuck.add(Part::presence);
  invisible.for_s(60);
  CHECK(invisible.kinds() == "stopped_outside_zone");
  CHECK(invisible.allowed() == "recovered trapped");
  invisible.press_for(4);
  CHECK(invisible.kinds() == "stopped_outside_zone trapped");
  CHECK(invisible.trapped_window().second == Approx(65).margin(0.05));
}

TEST_CASE("DV-4: a presence sensor that is silent for a moment leaves nothing open") {
  Told told;
  told.now.people = false;
  told.now.ailing.add(Part::presence);
  told.for_s(3);
  told.now.ailing = {};
  told.for_s(3);
  CHECK(told.allowed().empty());
}

TEST_CASE("DV-9: in inspection the button held between two floors makes trapped, and nothing else does") {
  for (const bool pressed : {true, false}) {
    Told told;
    told.now.people = false;
    told.now.inspection = true;
    told.for_s(20);
    if (pressed) told.press_for(4);
    told.for_s(100);
    CAPTURE(pressed);
    CHECK(told.kinds() == (pressed ? "trapped" : ""));
  }
}

TEST_CASE("DV-10: where the door's contact is dead, two ordinary rides end an episode, one or a slow one does not") {
  Told told;
  told.for_s(60);
  told.now.ailing.add(Part::door);
  told.now.zone = 3;
  told.now.people = false;
  told.now.door_open = true;
  told.for_s(10);
  told.now.door_open = false;
  told.ride();
  told.ride(0.3 * kRated);
  CHECK(told.kinds() == "stopped_outside_zone trapped");
  told.ride();
  CHECK(told.kinds() == "stopped_outside_zone trapped recovered");
}

TEST_CASE("DV-7: without a door contact nobody can tell whether they got out: left open, after a ride alone") {
  Told told;
  told.now.missing.add(Part::door);
  told.now.zone = 4;
  told.for_s(300);
  CHECK(told.allowed().empty());
  told.ride();
  told.for_s(120);
  CHECK(told.kinds().empty());
  CHECK(told.allowed() == "recovered trapped");
}

TEST_CASE("DV-16: three shaken rides of ten, once; 0.40 m/s² peak to peak is the limit") {
  const double rough = 0.3, smooth = 0.03;
  CHECK(roughness_of({rough, rough}) == "0");
  CHECK(roughness_of({rough, rough, rough, rough}) == "1");
  CHECK(roughness_of({rough, smooth, smooth, smooth, smooth, rough, smooth, smooth, smooth, rough}) == "1");
  CHECK(roughness_of({rough, smooth, smooth, smooth, smooth, rough, smooth, smooth, smooth, smooth, rough}) == "0");
  CHECK(roughness_of({0.15, 0.15, 0.15, 0.15}) == "0");
  CHECK(roughness_of({0.19, smooth}) == "0?");
}

TEST_CASE("DV-19: silent for 5 s, frozen for 60 s, out of range at once; restored after 10 s; a stuck switch never") {
  const std::string both = "sensor_lost sensor_restored";
  CHECK(found_of(Part::door, Ailment::silent, 20, 20) == both);
  CHECK(found_of(Part::door, Ailment::silent, 20, 8) == "sensor_lost");
  CHECK(found_of(Part::door, Ailment::silent, 3, 20).empty());
  CHECK(found_of(Part::door, Ailment::silent, 5, 20) == " ?");
  CHECK(found_of(Part::pressure, Ailment::frozen, 58, 20).empty());
  CHECK(found_of(Part::pressure, Ailment::frozen, 70, 20) == both);
  CHECK(found_of(Part::temperature, Ailment::out_of_range, 10, 20) == both);
  CHECK(found_of(Part::zone, Ailment::stuck_on, 100, 20).empty());
}
