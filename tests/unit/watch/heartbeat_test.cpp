#include <catch2/catch.hpp>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>

#include "gateway/watch/heartbeat.hpp"
#include "tests/unit/gateway/hanging_resolver.hpp"
#include "tests/unit/gateway/scratch.hpp"

using namespace liftguard;
using namespace liftguard::gateway::watch;
using namespace std::chrono_literals;

namespace {

struct Bench {
  gateway::testing::Scratch scratch;
  VirtualClock clock{UtcTime{}};
  Vitals vitals{clock, 3s};
  watchdog::Progress& writer = vitals.watch("writer");
  watchdog::Progress& timers = vitals.watch("timers");
  std::string not_ready;
  Heartbeat heartbeat{
      {.file = scratch.path / "alive", .every = 2s, .patience = 5s}, vitals, clock, [this] { return not_ready; }};

  int beats(int seconds, bool writer_lives = true) {
    int count = 0;
    for (int i = 0; i < seconds; ++i) {
      clock.advance(1s);
      if (writer_lives) writer.made();
      timers.made();
      count += heartbeat.turn() ? 1 : 0;
    }
    return count;
  }
};

}  // namespace

TEST_CASE("B19: the heartbeat beats while every thread makes progress, and stops when one does not") {
  Bench bench;
  CHECK(bench.beats(10) == 5);
  CHECK(std::filesystem::exists(bench.scratch.path / "alive"));
  std::filesystem::remove(bench.scratch.path / "alive");

  CHECK(bench.beats(3, false) <= 2);
  CHECK(bench.beats(60, false) == 0);
  CHECK(bench.vitals.trouble() == "writer makes no progress");

  CHECK(bench.beats(10) >= 4);
  CHECK(bench.vitals.trouble().empty());
  CHECK(std::filesystem::exists(bench.scratch.path / "alive"));
}

TEST_CASE("B19: a thread that never comes to its first turn is stuck as well") {
  Bench bench;
  bench.beats(10, false);
  CHECK(bench.vitals.trouble() == "writer makes no progress");
}

TEST_CASE("J5: a gateway that lives and takes no alarms for too long has no heartbeat either") {
  Bench bench;
  CHECK(bench.beats(4) == 2);
  bench.not_ready = "the database is not writable";
  CHECK(bench.beats(5) >= 2);  // a locked database for a moment
  CHECK(bench.beats(20) == 0);
  CHECK(bench.vitals.trouble().empty());  // to restart it would not help
  bench.not_ready.clear();
  CHECK(bench.beats(4) == 2);
}

TEST_CASE("B19: a name server that hangs holds up neither the look at the threads, nor the file, nor the end") {
  const liftguard::testing::HangingResolver resolver;
  const gateway::testing::Scratch scratch;
  VirtualClock clock{UtcTime{}};
  Vitals vitals{clock, 3s};
  watchdog::Progress& writer = vitals.watch("writer");
  const auto begun = std::chrono::steady_clock::now();
  {
    Heartbeat heartbeat({.file = scratch.path / "alive", .url = "http://watcher.hang/", .every = 2s}, vitals, clock,
                        {});
    for (int second = 0; second < 20; ++second) {
      clock.advance(1s);
      writer.made();
      std::filesystem::remove(scratch.path / "alive");
      const bool beat = heartbeat.turn();
      CHECK(beat == std::filesystem::exists(scratch.path / "alive"));
      heartbeat.wait({}, second == 0 ? 50ms : 0ms);
      CHECK(vitals.trouble().empty());
    }
    CHECK(resolver.asked());
  }
  CHECK(std::chrono::steady_clock::now() - begun < liftguard::testing::HangingResolver::kLongest / 2);
}
