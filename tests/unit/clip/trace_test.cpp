// A clip as a trace file: it replays to the same event, and says what it lacks.
#include <algorithm>
#include <catch2/catch.hpp>

#include "simulators/replay/clip_trace.hpp"
#include "simulators/replay/replay.hpp"
#include "tests/unit/clip/drive.hpp"

namespace liftguard::clip::test {
namespace {

std::vector<engine::Event> replayed_text(const std::string& text) {
  std::vector<engine::Event> events;
  replay::Watchers watchers;
  watchers.event = [&](const engine::Event& event) { events.push_back(event); };
  const auto summary = replay::replay("clip.csv", text, {}, watchers);
  if (!summary) FAIL(summary.error().detail);
  return events;
}

TEST_CASE("DV-20 the trace of a clip gives the events that the clip gives, to the microsecond") {
  for (const std::string_view scenario : {"stuck_with_people", "doors_fail_in_zone", "overspeed", "horseplay"}) {
    const auto told = story(scenario, 3);
    std::vector<std::uint8_t> memory(1 << 20);
    for (const auto& cut : drive(told.inputs, told.site, {}, memory).clips) {
      INFO(scenario);
      const auto clip = unpack(cut.bytes);
      REQUIRE(clip.has_value());
      const auto trace = replay::trace_of(*clip);
      CHECK(trace.lacks.empty());
      const auto direct = replayed(*clip);
      auto by_text = replayed_text(trace.text);
      // The file's end is an end: a ride that was under way may be given there.
      REQUIRE(by_text.size() >= direct.size());
      for (std::size_t i = 0; i < direct.size(); ++i) {
        CHECK(by_text[i].kind == direct[i].kind);
        CHECK(by_text[i].episode == direct[i].episode);
        CHECK((by_text[i].at - engine::Time{}) == (direct[i].at - clip->begins));
      }
    }
  }
}

TEST_CASE("DV-20 a clip's trace tells of parameters and orders that no trace can carry") {
  const auto told = story("stuck_with_people", 1);
  engine::Parameters parameters;
  parameters.trapped_s = 40;
  auto inputs = told.inputs;
  std::vector<std::uint8_t> memory(1 << 20);
  const auto plain = drive(inputs, told.site, parameters, memory);
  REQUIRE_FALSE(plain.clips.empty());
  const auto after = std::find_if(inputs.begin(), inputs.end(),
                                  [&](const engine::Input& input) { return input.at > plain.clips.front().event.at; });
  inputs.insert(after, {after->at, engine::EpisodeClosed{}});
  const auto box = drive(inputs, told.site, parameters, memory);
  const auto clip = unpack(box.clips.front().bytes);
  REQUIRE(clip.has_value());
  const auto trace = replay::trace_of(*clip);
  REQUIRE(trace.lacks.size() == 2);
  CHECK(trace.lacks[0] == "--set trapped_s=40");
  CHECK(trace.lacks[1].starts_with("the gateway closed the episode"));
}

TEST_CASE("DV-20 a state that cannot be read is refused with its file and line") {
  const auto told = story("horseplay", 1);
  std::vector<std::uint8_t> memory(1 << 20);
  const auto clip = unpack(drive(told.inputs, told.site, {}, memory).clips.front().bytes);
  REQUIRE(clip.has_value());
  auto text = replay::trace_of(*clip).text;
  const auto state = text.find("# state: ") + 9;
  text[state + 20] = text[state + 20] == 'A' ? 'B' : 'A';
  const auto refused = replay::replay("clip.csv", text, {}, {});
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error().code == "bad_trace");
  CHECK(refused.error().detail.starts_with("clip.csv:"));
}

}  // namespace
}  // namespace liftguard::clip::test
