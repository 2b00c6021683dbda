// The fuzz targets as ordinary tests: the stored corpus, then seeded mutations of it, in seconds. What libFuzzer finds
// goes into the corpus, so that it is tried here ever after.
#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "tests/fuzz/mutations.hpp"

namespace liftguard::fuzz {
namespace {

namespace fs = std::filesystem;

constexpr double kMostSeconds = 5;  // of processor time for one input, under a sanitizer on a busy machine

constexpr std::array<std::string_view, 24> kTraceWords{"# liftguard-trace: 1\n",
                                                       "# floors: ",
                                                       "-1:0.00 1:4.50",
                                                       "# start_floor: 1\n",
                                                       "# rated_speed: ",
                                                       "# state: AAAA\n",
                                                       "t_ms",
                                                       "ax,ay,az",
                                                       "p_pa",
                                                       "door",
                                                       "temp_c",
                                                       ",",
                                                       ",,",
                                                       "\n",
                                                       "\r\n",
                                                       "nan",
                                                       "inf",
                                                       "-inf",
                                                       "1e308",
                                                       "1e-320",
                                                       "0.0001",
                                                       "999999999999999999",
                                                       "-",
                                                       "\xEF\xBB\xBF"};
constexpr std::array<std::string_view, 17> kTruthWords{"\"rides\": [",
                                                       "\"events\": [",
                                                       "\"event\": \"trapped\"",
                                                       "\"start_ms\": 0",
                                                       "\"after_ms\": 1e9",
                                                       "\"metres\": -3",
                                                       "\"direction\": \"up\"",
                                                       "\"tolerance\": {",
                                                       "\"allowed\": [",
                                                       "\"any_posture\": true",
                                                       "{",
                                                       "}",
                                                       "[",
                                                       "]",
                                                       ",",
                                                       "1e999",
                                                       "\"\\u0000\""};
constexpr std::array<std::string_view, 13> kSiteWords{"rated_speed = ",
                                                      "floors = \"1:0 2:3\"\n",
                                                      "start_floor = \"1\"\n",
                                                      "[parameters]\n",
                                                      "trapped_s = 30\n",
                                                      "nan",
                                                      "inf",
                                                      "-1",
                                                      "1e400",
                                                      "\"\"\"",
                                                      "[[",
                                                      "# ",
                                                      "\n"};

struct Case {
  Target target;
  std::span<const std::string_view> words;
  int mutations;
};
const std::array kCases{
    Case{{"trace_text", trace_text}, kTraceWords, 100'000},
    Case{{"truth_text", truth_text}, kTruthWords, 100'000},
    Case{{"site_text", site_text}, kSiteWords, 50'000},
    Case{{"engine_inputs", engine_inputs}, {}, 20'000},
    Case{{"open_door", open_door}, {}, 20'000},
    Case{{"nobody_in", nobody_in}, {}, 20'000},
    Case{{"after_rubbish", after_rubbish}, {}, 500},
    Case{{"quiet_car", quiet_car}, {}, 500},
    Case{{"kept_state", kept_state}, {}, 2'000},
    Case{{"ingest_message", ingest_message}, {}, 200'000},
    Case{{"ingest_record", ingest_record}, {}, 100'000},
};

std::vector<Input> corpus_of(std::string_view name) {
  std::vector<fs::path> paths;
  for (const auto& entry : fs::directory_iterator(fs::path(FUZZ_CORPUS) / name)) paths.push_back(entry.path());
  std::sort(paths.begin(), paths.end());
  std::vector<Input> inputs;
  for (const auto& path : paths) {
    std::ifstream in(path, std::ios::binary);
    inputs.emplace_back(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
  }
  return inputs;
}

double processor_seconds() {
  return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

std::string hex(const Input& input) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (const auto byte : input) text.append({kDigits[byte >> 4U], kDigits[byte & 15U]});
  return text;
}

void try_one(const Target& target, const Input& input) {
  const double start_s = processor_seconds();
  const auto broken = target.run(input);
  const double took_s = processor_seconds() - start_s;
  if (broken.empty() && took_s < kMostSeconds) return;
  FAIL(target.name << ": " << (broken.empty() ? "took " + std::to_string(took_s) + " s" : broken) << "\n"
                   << hex(input));
}

void try_target(std::string_view name) {
  const auto& one = *std::find_if(kCases.begin(), kCases.end(), [&](const auto& c) { return c.target.name == name; });
  const auto corpus = corpus_of(name);
  REQUIRE_FALSE(corpus.empty());
  for (const auto& input : corpus) try_one(one.target, input);
  Mutator mutator(1, one.words);
  for (int i = 0; i < one.mutations; ++i) try_one(one.target, mutator.next(corpus));
}

TEST_CASE("trace text: an error says where, what is taken is what was said") {
  try_target("trace_text");
}
TEST_CASE("truth text: refused with a reason, or taken as it stands") {
  try_target("truth_text");
}
TEST_CASE("site text: an error says where, no parameter out of its range is taken") {
  try_target("site_text");
}
TEST_CASE("engine: any readings at any times") {
  try_target("engine_inputs");
}
TEST_CASE("engine: rubbish behind an open door in the zone traps nobody") {
  try_target("open_door");
}
TEST_CASE("engine: rubbish in a parked empty car traps nobody") {
  try_target("nobody_in");
}
TEST_CASE("engine: after any rubbish, at any times, a trap is found") {
  try_target("after_rubbish");
}
TEST_CASE("DV-19 single wild samples change nothing else") {
  try_target("quiet_car");
}
TEST_CASE("DV-11 DV-20 state bytes: refused whole, or taken and written back") {
  try_target("kept_state");
}
TEST_CASE("E1 E3 E7 any topic with any payload: taken whole for its own box, or a dead letter that can ring") {
  try_target("ingest_message");
}
TEST_CASE("E2 well formed records that say what cannot be: bounded, kept, never refused") {
  try_target("ingest_record");
}

}  // namespace
}  // namespace liftguard::fuzz
