// The engine on a Cortex-M4F against the engine on the host: the same events, and the same state to the last bit.
#include <bit>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <random>

#include "simulators/lift/program/record.hpp"
#include "simulators/replay/event_json.hpp"
#include "simulators/replay/replay.hpp"
#include "tests/unit/cortex/target.hpp"

namespace liftguard::cortex {
namespace {

namespace fs = std::filesystem;

// What liftguard-replay prints for that trace.
std::string replayed_lines(std::string_view text) {
  std::string lines;
  replay::Watchers watchers;
  watchers.event = [&](const engine::Event& event) { replay::append_json(lines, event); };
  REQUIRE(replay::replay("trace", text, {}, watchers).has_value());
  return lines;
}

void check_equal(const std::string& name, std::string_view text) {
  INFO(name);
  const auto inputs = inputs_of(text);
  const auto on_host = outputs_on_host(inputs);
  const auto on_target = outputs_on_target(REPLAY_IMAGE, inputs);
  const auto differs = std::mismatch(on_host.begin(), on_host.end(), on_target.begin(), on_target.end());
  INFO("first difference at byte " << differs.first - on_host.begin() << " of " << on_host.size());
  CHECK((on_host == on_target));
  CHECK(event_lines(on_target) == replayed_lines(text));
}

// Half of the samples are what sensors give, with now and then a float of any bits; the rest are switches and orders.
Bytes rubbish(unsigned seed, int count) {
  std::minstd_rand chance(seed);
  const auto below = [&](std::uint32_t most) { return static_cast<std::uint32_t>(chance()) % most; };
  const auto number = [&](float usual) {
    if (below(50) == 0) return std::bit_cast<float>(static_cast<std::uint32_t>(chance() * 2654435761U));
    return usual * (1.0F + 0.001F * static_cast<float>(below(100)));
  };
  MemorySink sink;
  port::InputWriter writer(sink);
  writer.begin(port::Setup{});
  engine::Time at{};
  for (int i = 0; i < count; ++i) {
    at += engine::Duration{below(200) == 0 ? static_cast<std::int64_t>(below(20'000'000)) - 9'000'000 : below(20'000)};
    switch (below(8)) {
      case 0:
        writer.add({at, engine::Pressure{number(101'000)}});
        break;
      case 1:
        writer.add({at, engine::SwitchReading{static_cast<engine::Switch>(below(engine::kSwitches)), below(2) == 0}});
        break;
      case 2:
        writer.add({at, engine::Temperature{number(30)}});
        break;
      case 3:
        if (below(100) == 0) writer.add({at, engine::EpisodeClosed{}});
        writer.add({at, engine::Tick{}});
        break;
      default:
        writer.add({at, engine::Acceleration{number(0.01F), number(0.01F), number(9.8F)}});
    }
  }
  writer.end();
  return std::move(sink.bytes);
}

// The rest of a trace after its `trapped`, with what an engine on the host had kept by then.
Bytes second_half(std::string_view text) {
  const auto inputs = inputs_of(text);
  MemorySource source(inputs);
  port::InputReader reader(source);
  port::Setup setup;
  REQUIRE(reader.begin(setup));
  const auto engine = std::make_unique<engine::Engine>(setup.site, setup.parameters);
  bool trapped = false;
  while (!trapped) {
    const auto input = reader.next();
    REQUIRE(input.has_value());
    for (const auto& event : engine->step(*input)) trapped = trapped || event.kind == EventKind::trapped;
  }
  setup.kept_size = static_cast<std::uint16_t>(engine::encode(engine->kept(), setup.kept));
  MemorySink sink;
  port::InputWriter writer(sink);
  writer.begin(setup);
  while (const auto input = reader.next()) writer.add(*input);
  writer.end();
  return std::move(sink.bytes);
}

// Every fourth scenario from the given one on, six minutes of each that has no length of its own.
void check_scenarios(std::size_t first) {
  constexpr double kMostMinutes = 6;
  const auto scenarios = lift::all_scenarios();
  for (auto i = first; i < scenarios.size(); i += 4) {
    const auto& scenario = scenarios[i];
    if (scenario.for_ever) continue;
    lift::Play play;
    play.seed = 3;
    if (scenario.default_minutes > kMostMinutes) play.minutes = kMostMinutes;
    check_equal(std::string(scenario.name), lift::record(scenario, play).trace);
  }
}

}  // namespace

TEST_CASE("recordings give the host's events on the Cortex-M4F") {
  int count = 0;
  for (const auto& entry : fs::recursive_directory_iterator(RECORDED_TRACES)) {
    if (entry.path().extension() != ".csv") continue;
    std::ifstream in(entry.path(), std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
    check_equal(entry.path().filename().string(), text);
    ++count;
  }
  CHECK(count >= 15);
}

// Four cases, so that they run beside one another.
TEST_CASE("scenarios 1, 5, 9 ... give the host's events on the Cortex-M4F") {
  check_scenarios(0);
}
TEST_CASE("scenarios 2, 6, 10 ... give the host's events on the Cortex-M4F") {
  check_scenarios(1);
}
TEST_CASE("scenarios 3, 7, 11 ... give the host's events on the Cortex-M4F") {
  check_scenarios(2);
}
TEST_CASE("scenarios 4, 8, 12 ... give the host's events on the Cortex-M4F") {
  check_scenarios(3);
}

TEST_CASE("10, 50 and 400 samples a second give the host's events on the Cortex-M4F") {
  const double rate_hz = GENERATE(10, 50, 400);
  lift::Play play;
  play.rate_hz = rate_hz;
  check_equal(std::to_string(rate_hz) + " Hz", lift::record(*lift::find_scenario("hand_winding_rescue"), play).trace);
}

// NaN, infinities, the largest numbers and the smallest, times that stand still, run back and leap: where compilers
// and FPUs are most likely to disagree.
TEST_CASE("rubbish gives the host's events on the Cortex-M4F") {
  const auto seed = GENERATE(range(1U, 9U));
  INFO("seed " << seed);
  const auto inputs = rubbish(seed, 20'000);
  const auto on_host = outputs_on_host(inputs);
  CHECK_FALSE(event_lines(on_host).empty());
  CHECK((on_host == outputs_on_target(REPLAY_IMAGE, inputs)));
}

// DV-11: the state that the host kept in the middle of an entrapment goes on living on the target.
TEST_CASE("a kept state goes on on the Cortex-M4F as on the host") {
  lift::Play play;
  play.seed = 7;
  const auto inputs = second_half(lift::record(*lift::find_scenario("stuck_with_people"), play).trace);
  const auto on_host = outputs_on_host(inputs);
  CHECK((on_host == outputs_on_target(REPLAY_IMAGE, inputs)));
  CHECK(event_lines(on_host).find("recovered") != std::string::npos);
}

}  // namespace liftguard::cortex
