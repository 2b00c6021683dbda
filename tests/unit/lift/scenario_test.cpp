// Every scenario, over several seeds: the truth says what the scenario is for, the world keeps its own laws, and the
// trace is one that the reader takes.
#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <string>
#include <tuple>
#include <vector>

#include "common/trace/row_reader.hpp"
#include "simulators/lift/program/playback.hpp"
#include "simulators/lift/program/record.hpp"
#include "tests/unit/lift/expected_events.hpp"

using namespace liftguard;
using namespace liftguard::lift;
using namespace liftguard::lift::test;

namespace {

constexpr std::uint64_t kSeeds = 3;
constexpr std::size_t kShares = 4;  // that the scenarios are shared out to, so that they run side by side

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

std::string kinds_of(const trace::Truth& truth) {
  std::vector<std::string> kinds;
  for (const auto& event : truth.events) kinds.push_back(event.event);
  return joined(kinds);
}

bool drawn_anew(std::string_view scenario) {
  return std::find(kDrawnAnew.begin(), kDrawnAnew.end(), scenario) != kDrawnAnew.end();
}

bool is_expected(std::string_view scenario, const trace::Truth& truth) {
  if (drawn_anew(scenario)) return true;
  return std::any_of(kExpected.begin(), kExpected.end(), [&](const Expected& expected) {
    return expected.scenario == scenario && expected.events == kinds_of(truth) &&
           expected.allowed == joined(truth.allowed);
  });
}

Play play_of(const Scenario& scenario, std::uint64_t seed) {
  Play play;
  play.seed = seed;
  if (scenario.default_minutes > 0) play.minutes = 5;
  return play;
}

std::vector<const Scenario*> recordable(std::size_t part = 0, std::size_t parts = 1) {
  std::vector<const Scenario*> scenarios;
  std::size_t number = 0;
  for (const Scenario& scenario : all_scenarios()) {
    if (!scenario.for_ever && number++ % parts == part) scenarios.push_back(&scenario);
  }
  return scenarios;
}

struct Announced final : Announcer {
  void trapped(std::int64_t standstill_ms) override { trapped_ms.push_back(standstill_ms); }
  void freed(std::int64_t now_ms) override { freed_ms.push_back(now_ms); }
  std::vector<std::int64_t> trapped_ms, freed_ms;
};

// The laws of the world, looked at after every tick.
class Laws {
 public:
  void look(const World& world) {
    if (world.passengers.inside() != inside && !(world.doors.wide() && world.zone())) ++wrong_comings;
    inside = world.passengers.inside();
    const Motion& motion = world.car.motion();
    if (height_m_ >= 0 && world.setting.rate_hz >= 100) {
      const double step_m = (speed_ + motion.speed) / 2 * (world.now_s() - time_s_);
      largest_error_m = std::max(largest_error_m, std::abs(motion.height_m - height_m_ - step_m));
    }
    height_m_ = motion.height_m;
    speed_ = motion.speed;
    time_s_ = world.now_s();
  }

  std::size_t wrong_comings = 0;
  std::size_t inside = 0;
  double largest_error_m = 0;  // of the height against the integral of the speed, in one tick

 private:
  double height_m_ = -1, speed_ = 0, time_s_ = 0;
};

void check_rides(const trace::Truth& truth) {
  double before_ms = 0;
  std::string at;
  for (const auto& ride : truth.rides.value_or(std::vector<trace::TruthRide>{})) {
    CHECK(ride.start_ms > before_ms);
    CHECK(ride.end_ms > ride.start_ms);
    CHECK(std::abs(*ride.metres) > 1.12);  // clear of DV-1's limit
    if (!at.empty() && !ride.from.empty()) CHECK(ride.from == at);
    before_ms = ride.end_ms;
    at = ride.to;
  }
}

// Every entrapment was announced, but those of who sleeps in a parked car.
void check_announced(const Announced& announced, std::span<const Entrapment> entrapments) {
  const auto sleepers = std::count_if(entrapments.begin(), entrapments.end(), [](const Entrapment& entrapment) {
    return entrapment.kind == EntrapmentKind::parked;
  });
  CHECK(announced.trapped_ms.size() + static_cast<std::size_t>(sleepers) == entrapments.size());
  CHECK(announced.freed_ms.size() == announced.trapped_ms.size());
}

void check_world(const Scenario& scenario, std::uint64_t seed) {
  Announced announced;
  Laws laws;
  World world{setting_of(scenario, play_of(scenario, seed))};
  world.announcer = &announced;
  Witness witness{world};
  world.timeline.tell(whole_story(world, scenario, play_of(scenario, seed).minutes.value_or(0)));
  while (!world.timeline.told()) {
    world.step();
    witness.watch();
    laws.look(world);
  }
  const auto truth = witness.truth();
  CAPTURE(scenario.name, seed, witness.doubts(), kinds_of(truth), truth.allowed);
  CHECK(is_expected(scenario.name, truth));
  CHECK(witness.doubts().empty());
  CHECK(laws.wrong_comings == 0);
  CHECK(laws.largest_error_m < 0.001);  // a brake that lets go at its end is the worst
  CHECK(laws.inside == 0);
  check_rides(truth);
  for (const auto& event : truth.events) CHECK(event.after_ms < event.before_ms);
  // The mechanic who calls from the roof is no passenger; without a door contact DV-7 cannot know of the second party.
  if (scenario.name != "inspection_button" && scenario.name != "no_door") {
    check_announced(announced, witness.entrapments());
  }
}

auto cells_of(const trace::Row& row) {
  return std::tie(row.t_us, row.ax, row.ay, row.az, row.p_pa, row.temp_c, row.door, row.zone, row.occ, row.btn,
                  row.mains, row.insp);
}

// The cells that a row must have: its sensors', at their rates.
struct Freshness {
  std::int64_t switches_us = 0, pressure_us = 0, temperature_us = 0;
};

std::size_t rows_amiss(const Recording& recording, std::int64_t period_us) {
  trace::RowReader reader;
  std::string_view left = recording.trace;
  std::size_t amiss = 0;
  std::int64_t rows = 0;
  Freshness last;
  while (!left.empty()) {
    const std::size_t end = left.find('\n');
    const auto outcome = reader.push(left.substr(0, end));
    amiss += outcome == trace::RowReader::Outcome::error ? 1U : 0U;
    left.remove_prefix(end + 1);
    if (outcome != trace::RowReader::Outcome::row) continue;
    const trace::Row& row = reader.row();
    if (row.door && row.zone && row.occ && row.btn && row.mains && row.insp) last.switches_us = row.t_us;
    if (row.p_pa) last.pressure_us = row.t_us;
    if (row.temp_c) last.temperature_us = row.t_us;
    const bool on_time = row.t_us == ++rows * period_us && row.ax && row.ay && row.az &&
                         row.t_us - last.switches_us <= 500'000 && row.t_us - last.pressure_us <= 40'000 &&
                         row.t_us - last.temperature_us <= 1'000'000;
    amiss += on_time ? 0U : 1U;
  }
  return rows > 1000 ? amiss : amiss + 1;
}

}  // namespace

TEST_CASE("every scenario says what it is for, in both languages, and a test knows what to expect of it") {
  for (const Scenario* scenario : recordable()) {
    CAPTURE(scenario->name);
    CHECK_FALSE(scenario->zh.empty());
    CHECK_FALSE(scenario->en.empty());
    CHECK((drawn_anew(scenario->name) || std::any_of(kExpected.begin(), kExpected.end(), [&](const Expected& expected) {
             return expected.scenario == scenario->name;
           })));
    CHECK(find_scenario(scenario->name) == scenario);
  }
  CHECK(find_scenario("no_such_thing") == nullptr);
}

TEMPLATE_TEST_CASE_SIG(
    "the truth of every scenario is what a reader of the rules expects, nothing is left open, and the world keeps its "
    "laws",
    "", ((std::size_t part), part), 0, 1, 2, 3) {
  for (const Scenario* scenario : recordable(part, kShares)) {
    for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) check_world(*scenario, seed);
  }
}

TEST_CASE("a trace is one that the reader takes, with rows at its rate and switches twice a second") {
  for (const char* name :
       {"ordinary_day", "stuck_and_button", "unintended_movement", "wild_samples", "express_stuck"}) {
    CAPTURE(name);
    CHECK(rows_amiss(record(*find_scenario(name), play_of(*find_scenario(name), 2)), 10'000) == 0);
  }
  CHECK(rows_amiss(record(*find_scenario("rate_400hz"), play_of(*find_scenario("rate_400hz"), 2)), 2'500) == 0);
}

TEST_CASE("a playback's rows and header are those of the recorded trace, cell by cell") {
  for (const char* name : {"stuck_and_button", "no_barometer_traffic", "phone", "irregular_times", "clock_2e32_ms"}) {
    const Scenario& scenario = *find_scenario(name);
    const Recording recording = record(scenario, play_of(scenario, 4));
    Playback playback{scenario, play_of(scenario, 4)};
    trace::RowReader reader;
    std::string_view left = recording.trace;
    std::size_t others = 0;
    while (!left.empty()) {
      const auto outcome = reader.push(left.substr(0, left.find('\n')));
      left.remove_prefix(left.find('\n') + 1);
      REQUIRE(outcome != trace::RowReader::Outcome::error);
      if (outcome != trace::RowReader::Outcome::row) continue;
      const trace::Row* row = playback.next();
      REQUIRE(row != nullptr);
      others += cells_of(*row) == cells_of(reader.row()) ? 0U : 1U;
    }
    CAPTURE(name);
    CHECK(others == 0);
    CHECK(playback.next() == nullptr);
    CHECK(playback.header().columns == reader.header().columns);
    CHECK(trace::write_truth(playback.truth()) == trace::write_truth(recording.truth));
  }
}

TEST_CASE("the same seed gives the same bytes, another seed others") {
  for (const char* name : {"ordinary_day", "stuck_and_button", "unintended_movement", "phone"}) {
    const Scenario& scenario = *find_scenario(name);
    const Recording one = record(scenario, play_of(scenario, 11));
    const Recording again = record(scenario, play_of(scenario, 11));
    const Recording other = record(scenario, play_of(scenario, 12));
    CHECK(one.trace == again.trace);
    CHECK(trace::write_truth(one.truth) == trace::write_truth(again.truth));
    CHECK(one.trace != other.trace);
  }
}

TEST_CASE("live scenarios: an entrapment within 25 s, then for ever until `free`, no further one after `calm`") {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const Scenario& scenario = *find_scenario("first_minute");
    Announced announced;
    World world{setting_of(scenario, Play{seed, {}, {}})};
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
  World world{setting_of(scenario, Play{5, {}, {}})};
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
