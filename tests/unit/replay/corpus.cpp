#include "tests/unit/replay/corpus.hpp"

#include <catch2/catch.hpp>
#include <set>

#include "simulators/lift/program/record.hpp"
#include "simulators/lift/scenarios/scenario.hpp"
#include "simulators/replay/replay.hpp"

namespace liftguard::replay::test {
namespace {

// The honest state: a ride of 21 s and one of 25 s at 0.5 m/s, whose lengths are 0.40 and 0.34 m off.
const std::set<std::string> kKnownFailures{"inspection_left_outside 6", "two_speed 13"};

}  // namespace

std::string faults_of(std::string_view scenario, std::uint64_t seed) {
  lift::Play play;
  play.seed = seed;
  if (scenario == "city_day") play.minutes = 120;
  const auto recording = lift::record(*lift::find_scenario(scenario), play);
  std::vector<trace::Found> list;
  Watchers watchers;
  watchers.event = [&](const engine::Event& event) { list.push_back(found(event)); };
  const auto summary = replay(scenario, recording.trace, {}, watchers);
  if (!summary.has_value()) return summary.error().detail;
  const auto comparison = trace::compare(recording.truth, list);
  std::string faults;
  for (const auto& what : comparison.missing) faults += "  missing " + what + "\n";
  for (const auto& what : comparison.extra) faults += "  extra " + what + "\n";
  return faults;
}

void check_corpus(std::uint64_t first_seed, std::uint64_t last_seed) {
  for (const auto& scenario : lift::all_scenarios()) {
    if (scenario.for_ever) continue;
    for (auto seed = first_seed; seed <= last_seed; ++seed) {
      const auto name = std::string(scenario.name) + " " + std::to_string(seed);
      const auto faults = faults_of(scenario.name, seed);
      INFO(name << "\n" << faults);
      CHECK(faults.empty() != kKnownFailures.contains(name));
    }
  }
}

}  // namespace liftguard::replay::test
