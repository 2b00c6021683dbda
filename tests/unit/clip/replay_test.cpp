// DV-20: replayed from its clip, an event is the same event. Over the simulated corpus.
#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <cstdlib>

#include "simulators/lift/scenarios/scenario.hpp"
#include "tests/unit/clip/drive.hpp"

namespace liftguard::clip::test {
namespace {

constexpr engine::Duration kClose{100'000};

// The honest state: a time moves with the blocks into which the samples fall after the state, so that one in twenty
// may be farther off than that; none may be gone.
constexpr engine::Duration kFarthest{1'000'000};
constexpr std::size_t kOneIn = 20;

bool is_same_event(const engine::Event& event, const ClipEvent& wanted, engine::Duration within) {
  return event.kind == wanted.kind && event.rule == wanted.rule && event.episode == wanted.episode &&
         std::chrono::abs(event.at - wanted.at) <= within;
}

}  // namespace

TEST_CASE("DV-20 every clip of the corpus gives its event again, to 100 ms") {
  // A memory that is larger than any of these stories needs, so that it is never what is tested here.
  std::vector<std::uint8_t> memory(2 << 20);
  std::size_t clips = 0;
  std::size_t farther_off = 0;
  for (const auto& scenario : lift::all_scenarios()) {
    if (scenario.for_ever || scenario.default_minutes > 30) continue;
    for (std::uint64_t seed = 1; seed <= 1; ++seed) {
      const auto told = story(scenario.name, seed);
      for (const auto& cut : drive(told.inputs, told.site, {}, memory).clips) {
        const auto name = std::string(scenario.name) + " " + std::to_string(seed);
        INFO(name);
        ++clips;
        const auto clip = unpack(cut.bytes);
        REQUIRE(clip.has_value());
        const auto events = replayed(*clip);
        const auto gives = [&](engine::Duration within) {
          return std::any_of(events.begin(), events.end(),
                             [&](const engine::Event& event) { return is_same_event(event, cut.event, within); });
        };
        CHECK(gives(kFarthest));
        if (!gives(kClose)) ++farther_off;
      }
    }
  }
  CHECK(clips > 50);
  CHECK(kOneIn * farther_off <= clips);
}

}  // namespace liftguard::clip::test
