// DV-20: replayed from its clip, an event is the same event. Over the simulated corpus.
#include <algorithm>
#include <catch2/catch.hpp>

#include "simulators/lift/scenarios/scenario.hpp"
#include "tests/unit/clip/drive.hpp"

namespace liftguard::clip::test {
namespace {

bool is_same_event(const engine::Event& event, const ClipEvent& wanted) {
  return event.kind == wanted.kind && event.rule == wanted.rule && event.episode == wanted.episode &&
         event.at == wanted.at;
}

}  // namespace

TEST_CASE("DV-20 every clip of the corpus gives its event again, to the microsecond") {
  // A memory that is larger than any of these stories needs, so that it is never what is tested here.
  std::vector<std::uint8_t> memory(2 << 20);
  std::size_t clips = 0;
  for (const auto& scenario : lift::all_scenarios()) {
    if (scenario.for_ever || scenario.default_minutes > 30) continue;
    for (const std::uint64_t seed : {1U, 2U}) {
      const auto told = story(scenario.name, seed);
      for (const auto& cut : drive(told.inputs, told.site, {}, memory).clips) {
        const auto name = std::string(scenario.name) + " " + std::to_string(seed);
        INFO(name);
        ++clips;
        const auto clip = unpack(cut.bytes);
        REQUIRE(clip.has_value());
        const auto events = replayed(*clip);
        CHECK(std::any_of(events.begin(), events.end(),
                          [&](const engine::Event& event) { return is_same_event(event, cut.event); }));
      }
    }
  }
  CHECK(clips > 50);
}

}  // namespace liftguard::clip::test
