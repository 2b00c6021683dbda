// Every scenario, over several seeds: the truth says what the scenario is for, the world keeps its own laws, and the
// trace is one that the reader takes.
#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "common/trace/row_reader.hpp"
#include "simulators/lift/program/record.hpp"
#include "simulators/lift/witness/witness.hpp"

using namespace liftguard;
using namespace liftguard::lift;

namespace {

constexpr std::uint64_t kSeeds = 3;

// Of scenarios that are drawn anew from many with each seed.
const std::vector<std::string> kAnything{};

// What a reader of the rules expects of each story, in time order: a second opinion on the witness.
const std::map<std::string_view, std::vector<std::string>> kExpected{
    {"ordinary_day", {""}},
    {"stuck_with_people", {"stopped_outside_zone trapped recovered"}},
    {"stuck_empty", {"stopped_outside_zone recovered"}},
    {"stuck_and_button", {"stopped_outside_zone alarm_button trapped alarm_button recovered"}},
    {"presence_dead", {"stopped_outside_zone trapped recovered"}},
    {"doors_fail_in_zone", {"trapped recovered"}},
    {"doors_fail_and_button", {"alarm_button trapped recovered"}},
    {"power_cut_mid_ride", {"mains_lost stopped_outside_zone trapped mains_restored recovered"}},
    {"hand_winding_rescue", {"mains_lost stopped_outside_zone trapped recovered mains_restored"}},
    {"parked_with_a_sleeper", {"trapped recovered"}},
    {"parked_briefly", {""}},
    {"horseplay", {"horseplay"}},
    {"relevelling", {""}},
    {"boarding_crowd", {""}},
    {"brief_stop_between", {""}},
    {"two_speed", {""}},
    {"express_6mps", {""}},
    {"storm_front", {""}},
    {"baro_outliers", {""}},
    {"mains_gone_an_hour", {"mains_lost mains_restored"}},
    {"inspection_trip", {"inspection_on inspection_off"}},
    {"inspection_left_outside", {"inspection_on inspection_off stopped_outside_zone recovered"}},
    {"fire_recall", {"door_open_too_long"}},
    {"door_held_open", {"door_open_too_long"}},
    {"door_reopens", {"door_cannot_close"}},
    {"unintended_movement", {"door_open_outside_zone stopped_outside_zone recovered"}},
    {"overspeed", {"overspeed stopped_outside_zone recovered"}},
    {"overtravel",
     {"overtravel_top stopped_outside_zone recovered", "overtravel_bottom stopped_outside_zone recovered"}},
    {"hot_car", {"over_temperature"}},
    {"city_day", kAnything},
    {"dense_day", kAnything},
};

std::string kinds_of(const trace::Truth& truth) {
  std::string kinds;
  for (const auto& event : truth.events) kinds += (kinds.empty() ? "" : " ") + event.event;
  return kinds;
}

Play play_of(const Scenario& scenario, std::uint64_t seed) {
  Play play;
  play.seed = seed;
  if (scenario.default_minutes > 0) play.minutes = 5;
  return play;
}

std::vector<const Scenario*> recordable() {
  std::vector<const Scenario*> scenarios;
  for (const Scenario& scenario : all_scenarios()) {
    if (!scenario.for_ever) scenarios.push_back(&scenario);
  }
  return scenarios;
}

// Plays a scenario with its witness and calls `look` after every tick.
struct Seen {
  trace::Truth truth;
  std::vector<Entrapment> entrapments;
};
template <class Look>
Seen watch_world(const Scenario& scenario, const Play& play, Announcer* announcer, Look look) {
  World world{setting_of(scenario, play)};
  world.announcer = announcer;
  Witness witness{world};
  world.timeline.tell(whole_story(world, scenario, play.minutes.value_or(scenario.default_minutes)));
  while (!world.timeline.told()) {
    world.step();
    witness.watch();
    look(world);
  }
  return {witness.truth(), witness.entrapments()};
}

struct Announced final : Announcer {
  void trapped(std::int64_t standstill_ms) override { trapped_ms.push_back(standstill_ms); }
  void freed(std::int64_t now_ms) override { freed_ms.push_back(now_ms); }
  std::vector<std::int64_t> trapped_ms, freed_ms;
};

}  // namespace

TEST_CASE("every scenario says what it is for, in both languages, and a test knows what to expect of it") {
  for (const Scenario* scenario : recordable()) {
    CAPTURE(scenario->name);
    CHECK_FALSE(scenario->zh.empty());
    CHECK_FALSE(scenario->en.empty());
    CHECK(kExpected.contains(scenario->name));
    CHECK(find_scenario(scenario->name) == scenario);
  }
  CHECK(find_scenario("no_such_thing") == nullptr);
}

TEST_CASE("the truth of every scenario is what a reader of the rules expects, and nothing is left open") {
  for (const Scenario* scenario : recordable()) {
    for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
      const Recording recording = record(*scenario, play_of(*scenario, seed));
      CAPTURE(scenario->name, seed, recording.doubts);
      const auto& expected = kExpected.at(scenario->name);
      if (expected != kAnything) CHECK_THAT(expected, Catch::VectorContains(kinds_of(recording.truth)));
      CHECK(recording.doubts.empty());
      CHECK(recording.truth.allowed.empty());
    }
  }
}

TEST_CASE("a trace is one that the reader takes, with rows at its rate and switches twice a second") {
  for (const Scenario* scenario : recordable()) {
    const Recording recording = record(*scenario, play_of(*scenario, 2));
    trace::RowReader reader;
    std::string_view left = recording.trace;
    std::int64_t rows = 0, last_switches_us = 0, last_pressure_us = 0, last_temperature_us = 0;
    std::int64_t refused = 0, late = 0;
    while (!left.empty()) {
      const std::size_t end = left.find('\n');
      const auto outcome = reader.push(left.substr(0, end));
      refused += outcome == trace::RowReader::Outcome::error ? 1 : 0;
      left.remove_prefix(end + 1);
      if (outcome != trace::RowReader::Outcome::row) continue;
      const trace::Row& row = reader.row();
      if (row.door && row.zone && row.occ && row.btn && row.mains && row.insp) last_switches_us = row.t_us;
      if (row.p_pa) last_pressure_us = row.t_us;
      if (row.temp_c) last_temperature_us = row.t_us;
      const bool on_time = row.t_us == ++rows * 10'000 && row.ax && row.ay && row.az &&
                           row.t_us - last_switches_us <= 500'000 && row.t_us - last_pressure_us <= 40'000 &&
                           row.t_us - last_temperature_us <= 1'000'000;
      late += on_time ? 0 : 1;
    }
    CAPTURE(scenario->name);
    CHECK(refused == 0);
    CHECK(late == 0);
    CHECK(rows > 1000);
  }
}

TEST_CASE("the same seed gives the same bytes, another seed others") {
  for (const char* name : {"ordinary_day", "stuck_and_button", "unintended_movement"}) {
    const Scenario& scenario = *find_scenario(name);
    const Recording one = record(scenario, play_of(scenario, 11));
    const Recording again = record(scenario, play_of(scenario, 11));
    const Recording other = record(scenario, play_of(scenario, 12));
    CHECK(one.trace == again.trace);
    CHECK(trace::write_truth(one.truth) == trace::write_truth(again.truth));
    CHECK(one.trace != other.trace);
  }
}

TEST_CASE("a truth's rides follow one another, join where the car stood, and add up to where it went") {
  for (const Scenario* scenario : recordable()) {
    for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
      const Recording recording = record(*scenario, play_of(*scenario, seed));
      CAPTURE(scenario->name, seed);
      double before_ms = 0;
      std::string at;
      for (const auto& ride : *recording.truth.rides) {
        CHECK(ride.start_ms > before_ms);
        CHECK(ride.end_ms > ride.start_ms);
        CHECK(std::abs(*ride.metres) > 1.12);  // clear of DV-1's limit
        if (!at.empty() && !ride.from.empty()) CHECK(ride.from == at);
        before_ms = ride.end_ms;
        at = ride.to;
      }
      for (const auto& event : recording.truth.events) CHECK(event.after_ms < event.before_ms);
    }
  }
}

TEST_CASE("people come and go only while the door is wide open in a zone; height is the integral of speed") {
  for (const Scenario* scenario : recordable()) {
    std::size_t inside = 0;
    double height_m = -1, speed = 0, largest_error_m = 0;
    std::size_t wrong_comings = 0;
    watch_world(*scenario, play_of(*scenario, 3), nullptr, [&](const World& world) {
      if (world.passengers.inside() != inside && !(world.doors.wide() && world.zone())) ++wrong_comings;
      inside = world.passengers.inside();
      const Motion& motion = world.car.motion();
      if (height_m >= 0) {
        const double step_m = (speed + motion.speed) / 2 * 0.01;
        largest_error_m = std::max(largest_error_m, std::abs(motion.height_m - height_m - step_m));
      }
      height_m = motion.height_m;
      speed = motion.speed;
    });
    CAPTURE(scenario->name);
    CHECK(wrong_comings == 0);
    CHECK(largest_error_m < 0.001);  // of one tick; a brake that lets go at its end is the worst
    CHECK(inside == 0);
  }
}

TEST_CASE(
    "every announced entrapment is in the truth, and every one in the truth but the sleeper was announced before") {
  for (const Scenario* scenario : recordable()) {
    for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
      Announced announced;
      std::size_t early = 0;
      const Seen seen = watch_world(*scenario, play_of(*scenario, seed), &announced, [&](const World& world) {
        const bool stuck = world.car.at_rest() && !world.zone() && world.passengers.inside() > 0;
        if (!stuck || scenario->name == "brief_stop_between") return;
        early += announced.trapped_ms.empty() ? 1U : 0U;
      });
      CAPTURE(scenario->name, seed);
      CHECK(early == 0);
      const auto sleepers = std::count_if(seen.entrapments.begin(), seen.entrapments.end(), [](const auto& entrapment) {
        return entrapment.kind == EntrapmentKind::parked;
      });
      CHECK(announced.trapped_ms.size() + static_cast<std::size_t>(sleepers) == seen.entrapments.size());
      CHECK(announced.freed_ms.size() == announced.trapped_ms.size());
    }
  }
}

TEST_CASE("live scenarios: an entrapment within 25 s, then for ever until `free`, no further one after `calm`") {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const Scenario& scenario = *find_scenario("first_minute");
    Announced announced;
    World world{setting_of(scenario, Play{seed, 100, std::nullopt})};
    world.announcer = &announced;
    world.timeline.tell(repeated_story(world, scenario, 0));
    while (world.now_s() < 400) world.step();
    CAPTURE(seed);
    REQUIRE(announced.trapped_ms.size() == 1);
    CHECK(announced.trapped_ms.front() < 25'000);
    CHECK(announced.freed_ms.empty());
    CHECK_FALSE(world.zone());
    world.orders.free = true;
    while (world.now_s() < 600) world.step();
    CHECK(announced.freed_ms.size() == 1);
  }
}

TEST_CASE("live scenario entrapments: one after the other, each until `free`; `calm` ends them") {
  const Scenario& scenario = *find_scenario("entrapments");
  Announced announced;
  World world{setting_of(scenario, Play{5, 100, std::nullopt})};
  world.announcer = &announced;
  Witness witness{world};
  world.timeline.tell(repeated_story(world, scenario, 0));
  const auto run_for = [&](double seconds) {
    const double end_s = world.now_s() + seconds;
    while (world.now_s() < end_s) {
      world.step();
      witness.watch();
    }
  };
  for (std::size_t episode = 1; episode <= 4; ++episode) {
    run_for(700);
    REQUIRE(announced.trapped_ms.size() == episode);
    CHECK(announced.freed_ms.size() == episode - 1);
    world.orders.free = true;
    if (episode == 4) world.orders.calm = true;
  }
  run_for(1500);
  CHECK(announced.trapped_ms.size() == 4);
  CHECK(announced.freed_ms.size() == 4);
  const auto truth = witness.truth();
  CHECK(std::count_if(truth.events.begin(), truth.events.end(), [](const auto& e) { return e.event == "trapped"; }) ==
        4);
  CHECK(std::count_if(truth.events.begin(), truth.events.end(), [](const auto& e) { return e.event == "recovered"; }) ==
        4);
  CHECK(witness.doubts().empty());
}
