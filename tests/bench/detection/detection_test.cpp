// The detection bench, and that docs/detection.md says what the engine does today.
#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>

#include "tests/bench/detection/crew.hpp"
#include "tests/bench/detection/document.hpp"
#include "tests/bench/detection/plan.hpp"
#include "tests/bench/detection/rows.hpp"

namespace liftguard::bench {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kRemedy = "after a wanted change: ./liftguard bench detection --document sample";

std::string document() {
  std::ifstream in(fs::path(DETECTION_DOCS) / "detection.md", std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

Measurement play(const std::vector<Stretch>& stretches, unsigned workers) {
  const std::atomic<bool> stop{false};
  return measurement_of(play_days(days_of(stretches), workers, stop, {}));
}

// The first line that is not the same in both; empty: all are.
std::string first_difference(std::string_view said, std::string_view is) {
  while (!said.empty() || !is.empty()) {
    const auto said_line = said.substr(0, said.find('\n')), is_line = is.substr(0, is.find('\n'));
    if (said_line != is_line || said.empty() != is.empty())
      return "the document says\n  " + std::string(said_line) + "\nand it is\n  " + std::string(is_line);
    said.remove_prefix(std::min(said_line.size() + 1, said.size()));
    is.remove_prefix(std::min(is_line.size() + 1, is.size()));
  }
  return {};
}

DayResult day_of(std::string_view kind, trace::KindCount count) {
  DayResult day;
  day.plan = {lift::find_scenario("dense_day"), 7};
  day.kinds[std::string(kind)] = std::move(count);
  return day;
}

TEST_CASE("the document's table of parameters is the engine's") {
  const auto difference = first_difference(block_of(document(), "parameters").value(), parameters_block());
  INFO(difference << "\n" << kRemedy);
  CHECK(difference.empty());
}

TEST_CASE("the document's small corpus gives today what it says") {
  const auto sample = play(sample_plan(), std::max(1U, std::thread::hardware_concurrency()));
  const auto now = sample_block(sample, play_recordings(DETECTION_RECORDINGS));
  const auto difference = first_difference(block_of(document(), "sample").value(), now);
  INFO(difference << "\n" << kRemedy);
  CHECK(difference.empty());
}

TEST_CASE("the document has a full measurement") {
  CHECK(block_of(document(), "measured").value().find("Fingerprint of the engine's answers") != std::string::npos);
}

TEST_CASE("the order in which days end changes nothing") {
  const std::vector<Stretch> few{{"stuck_with_people", 1, 2}, {"parked_briefly", 1, 2}, {"horseplay", 1, 1}};
  const auto alone = play(few, 1), together = play(few, 3);
  CHECK(sample_block(alone, {}) == sample_block(together, {}));
  CHECK(alone.days_played() == 5);
}

TEST_CASE("a full run has 1,000 days, and seeds that no test plays") {
  double days = 0;
  for (const auto& stretch : full_plan({})) {
    CHECK(stretch.first_seed == kFirstSeed);
    if (stretch.scenario == "city_day") days += static_cast<double>(stretch.days);
  }
  CHECK(days >= 1000);
}

TEST_CASE("what is missed or invented counts, and stays with its seed") {
  Tally tally;
  auto day = day_of("trapped", {.expected = 4, .met = 3, .extra = 1, .delays_ms = {}});
  day.missing = {"trapped between 1 s and 2 s"};
  day.extra = {"trapped at 9 s"};
  tally.add(day);
  CHECK(tally.of("trapped").recall() == 0.75);
  CHECK(tally.of("trapped").precision() == 0.75);
  CHECK(tally.faults == std::vector<std::string>{"dense_day seed 7: missing trapped between 1 s and 2 s",
                                                 "dense_day seed 7: extra trapped at 9 s"});
  const auto rows = simulated_rows(tally);
  CHECK(rows[0] ==
        "{\"bench\": \"detection\", \"row\": \"trapped_recall\", \"value\": 0.75, \"unit\": \"share\", "
        "\"n\": 1, \"spread\": 0, \"samples\": 4}\n");
}

TEST_CASE("one missed of many is never printed as none") {
  Tally tally;
  tally.add(day_of("ride", {.expected = 100'000, .met = 99'999, .extra = 0, .delays_ms = {}}));
  CHECK(simulated_rows(tally)[2].find("\"value\": 0.99999,") != std::string::npos);
}

TEST_CASE("what was played is told by seeds, holes included") {
  const auto* dense = lift::find_scenario("dense_day");
  const auto* phone = lift::find_scenario("phone");
  std::vector<DayResult> days(4);
  days[0].plan = {dense, 7};
  days[1].plan = {dense, 8};
  days[2].plan = {dense, 10};
  days[3].plan = {phone, 11};
  const auto played = stretches_of(days);
  REQUIRE(played.size() == 3);
  CHECK(played[0].days == 2);
  CHECK(played[1].first_seed == 10);
  CHECK(played[2].scenario == "phone");
}

TEST_CASE("a part of the document is replaced, and nothing else") {
  const std::string text = "a\n<!-- made by ./liftguard bench detection: x -->\nold\n<!-- end of x -->\nb\n";
  CHECK(block_of(text, "x").value() == "old\n");
  CHECK(block_of(with_block(text, "x", "new\n").value(), "x").value() == "new\n");
  CHECK(with_block(text, "x", "old\n").value() == text);
  CHECK_FALSE(with_block(text, "y", "").has_value());
}

}  // namespace
}  // namespace liftguard::bench
