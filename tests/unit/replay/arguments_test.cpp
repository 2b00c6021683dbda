// The command line: what goes together, what does not, and every parameter by name.
#include "simulators/replay/program/arguments.hpp"

#include <catch2/catch.hpp>

#include "firmware/engine/parameter_rules.hpp"
#include "simulators/replay/program/parameter_list.hpp"
#include "simulators/replay/text/moment.hpp"

namespace liftguard::replay {
namespace {

Result<Arguments> parse(std::vector<const char*> words) {
  words.insert(words.begin(), "liftguard-replay");
  return parse_arguments(static_cast<int>(words.size()), words.data());
}

TEST_CASE("arguments: what is asked for decides the task") {
  struct Case {
    std::vector<const char*> words;
    Task task;
  };
  const auto c = GENERATE(values<Case>({{{"a.csv"}, Task::single},
                                        {{"a.csv", "--truth", "t.json", "--plot", "p.svg"}, Task::single},
                                        {{"--set", "trapped_s=20", "a.csv"}, Task::single},
                                        {{"--explain", "4:37", "a.csv"}, Task::explain},
                                        {{"a.csv", "b.csv"}, Task::corpus},
                                        {{"/tmp"}, Task::corpus},
                                        {{"a.csv", "--out", "o"}, Task::corpus},
                                        {{"--sweep", "trapped_s=20:40:5", "/tmp"}, Task::sweep},
                                        {{"--diff", "old", "new"}, Task::diff},
                                        {{"--diff", "old", "new", "/tmp"}, Task::diff},
                                        {{"--parameters"}, Task::parameters}}));
  const auto arguments = parse(c.words);
  INFO(c.words.front());
  REQUIRE(arguments.has_value());
  CHECK(arguments->task == c.task);
}

TEST_CASE("arguments: what does not go together is refused by name") {
  struct Case {
    std::vector<const char*> words;
    const char* refusal;
  };
  const auto c = GENERATE(values<Case>({
      {{}, "a trace is wanted (--help: all options)"},
      {{"a.csv", "b.csv", "--truth", "t.json"}, "--truth and a corpus do not go together"},
      {{"/tmp", "--plot", "p.svg"}, "--plot and a corpus do not go together"},
      {{"/tmp", "--explain", "4:37"}, "--explain and a corpus do not go together"},
      {{"a.csv", "--explain", "4:37", "--plot", "p.svg"}, "--plot and --explain do not go together"},
      {{"--sweep", "trapped_s=20:40:5", "--diff", "a", "b"}, "--sweep and --diff do not go together"},
      {{"--diff", "a", "b", "--set", "trapped_s=20"}, "--set and --diff do not go together"},
      {{"a.csv", "--jobs", "2"}, "--jobs and a single trace do not go together"},
      {{"a.csv", "--json"}, "--json and a single trace do not go together"},
      {{"a.csv", "--tolerance", "5"}, "--tolerance and a single trace do not go together"},
      {{"--parameters", "a.csv"}, "a trace and --parameters do not go together"},
      {{"a.csv", "--set", "trapped_s=20", "--set", "trapped_s=30"}, "trapped_s is set twice"},
      {{"/tmp", "--sweep", "trapped_s=20:40:5", "--set", "trapped_s=30"}, "trapped_s is set twice"},
      {{"a.csv", "--explain", "4:99"}, "'4:99' is no instant: 277000 (ms), 277.5s, 4:37.5 or 1:02:03 is wanted"},
  }));
  const auto arguments = parse(c.words);
  INFO(c.refusal);
  REQUIRE_FALSE(arguments.has_value());
  CHECK(arguments.error().detail == c.refusal);
}

TEST_CASE("arguments: unknown options, values that are none, counts out of range") {
  const auto words = GENERATE(values<std::vector<const char*>>({{"a.csv", "--treuth", "t.json"},
                                                                {"a.csv", "--plot"},
                                                                {"/tmp", "--jobs", "0"},
                                                                {"/tmp", "--jobs", "many"},
                                                                {"--diff", "only-one"},
                                                                {"--diff", "a", "b", "--tolerance", "-1"}}));
  INFO(words.back());
  CHECK_FALSE(parse(words).has_value());
}

TEST_CASE(
    "arguments: --set takes every parameter of the table, both ends of its range where the others fit, and nothing "
    "beyond") {
  for (const auto& facts : engine::kParameterFacts) {
    INFO(facts.name);
    for (const float value : {facts.lowest, facts.default_value, facts.highest}) {
      Arguments arguments;
      arguments.sets = {std::string(facts.name) + "=" + decimal(static_cast<double>(value), 6)};
      const auto options = options_of(arguments);
      engine::Parameters alone;
      alone.*facts.field = value;
      REQUIRE(options.has_value() == (engine::broken_order(alone) == nullptr));
      if (options) CHECK(options->parameters.*facts.field == value);
    }
    Arguments beyond;
    beyond.sets = {std::string(facts.name) + "=" + decimal(static_cast<double>(facts.highest) * 1.01 + 0.01, 6)};
    CHECK_FALSE(options_of(beyond).has_value());
  }
}

TEST_CASE("arguments: the list has every parameter with unit, default and range") {
  const auto list = parameter_list();
  for (const auto& facts : engine::kParameterFacts) {
    INFO(facts.name);
    const auto at = list.find("\n" + std::string(facts.name) + " ");
    REQUIRE(at != std::string::npos);
    const auto line = list.substr(at + 1, list.find('\n', at + 1) - at - 1);
    for (const float value : {facts.default_value, facts.lowest, facts.highest})
      CHECK(line.find(" " + decimal(static_cast<double>(value), 3) + " ") != std::string::npos);
  }
  CHECK(parameter_list_json().find("{\"name\": \"trapped_s\", \"unit\": \"s\", \"default\": 30, \"lowest\": 10, ") !=
        std::string::npos);
}

TEST_CASE("arguments: instants as a tester writes them") {
  struct Case {
    const char* text;
    std::int64_t us;
  };
  const auto c = GENERATE(Case{"277000", 277'000'000}, Case{"277s", 277'000'000}, Case{"277.5s", 277'500'000},
                          Case{"4:37", 277'000'000}, Case{"4:37.25", 277'250'000}, Case{"1:02:03", 3'723'000'000},
                          Case{"0", 0}, Case{"90:00", 5'400'000'000});
  INFO(c.text);
  REQUIRE(parse_moment(c.text).has_value());
  CHECK(*parse_moment(c.text) == c.us);
}

TEST_CASE("arguments: what is no instant") {
  for (const char* text : {"", "s", "-1", "4:", ":30", "4:60", "1:60:00", "1:2:3:4", "1.5:30", "nan", "inf", "4m"}) {
    INFO(text);
    CHECK_FALSE(parse_moment(text).has_value());
  }
}

TEST_CASE("arguments: instants as the tool writes them") {
  CHECK(clock_text(277.4) == "4:37");
  CHECK(clock_text(277.456, 2) == "4:37.46");
  CHECK(clock_text(3723) == "1:02:03");
  CHECK(clock_text(59.9999, 3) == "1:00.000");
}

}  // namespace
}  // namespace liftguard::replay
