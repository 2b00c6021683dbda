#include "tests/unit/replay/corpus.hpp"

#include <catch2/catch.hpp>
#include <vector>

#include "firmware/engine/engine.hpp"
#include "firmware/port/rows/row_inputs.hpp"
#include "simulators/lift/program/playback.hpp"
#include "simulators/lift/program/record.hpp"
#include "simulators/replay/replay.hpp"
#include "tests/unit/replay/known_misses.hpp"

namespace liftguard::replay::test {
namespace {

using List = std::vector<trace::Found>;

void add(std::span<const engine::Event> events, List& list) {
  for (const auto& event : events) list.push_back(found(event));
}

List play(lift::Playback& playback) {
  const engine::Site site = port::site_of(playback.header()).value();
  engine::Engine engine{site, engine::Parameters{}};
  List list;
  while (const trace::Row* row = playback.next()) {
    const port::RowInputs inputs(*row);
    for (const auto& input : inputs.inputs()) add(engine.step(input), list);
  }
  add(engine.finish(), list);
  return list;
}

// A phone's posture is found from the whole trace.
List replay_phone(const lift::Scenario& scenario, const lift::Play& play) {
  const auto recording = lift::record(scenario, play);
  List list;
  Options options;
  options.any_posture = true;
  Watchers watchers;
  watchers.event = [&](const engine::Event& event) { list.push_back(found(event)); };
  const auto summary = replay(scenario.name, recording.trace, options, watchers);
  REQUIRE(summary.has_value());
  return list;
}

}  // namespace

std::string faults_of(const lift::Scenario& scenario, std::uint64_t seed) {
  constexpr double kLongest_minutes = 120;
  lift::Play with;
  with.seed = seed;
  if (scenario.default_minutes > kLongest_minutes) with.minutes = kLongest_minutes;
  lift::Playback playback{scenario, with};
  List list = play(playback);
  if (scenario.kind.fit.phone) list = replay_phone(scenario, with);
  const auto comparison = trace::compare(playback.truth(), list);
  std::string faults;
  for (const auto& what : comparison.missing) faults += "  missing " + what + "\n";
  for (const auto& what : comparison.extra) faults += "  extra " + what + "\n";
  return faults;
}

void check_corpus(const Share& share, std::uint64_t first_seed, std::uint64_t last_seed) {
  std::size_t number = 0;
  for (const auto& scenario : lift::all_scenarios()) {
    if (scenario.for_ever || number++ % share.parts != share.part) continue;
    for (auto seed = first_seed; seed <= last_seed; ++seed) {
      const auto faults = faults_of(scenario, seed);
      INFO(scenario.name << " " << seed << "\n" << faults);
      CHECK(faults.empty() != is_known_miss(scenario.name, seed));
    }
  }
}

}  // namespace liftguard::replay::test
