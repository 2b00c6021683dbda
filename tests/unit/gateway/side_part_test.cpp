// Parts that alarms do not wait for: what they throw never ends the gateway.
#include <catch2/catch.hpp>
#include <chrono>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include "gateway/threads.hpp"
#include "tests/unit/gateway/town.hpp"

using namespace liftguard;
using namespace liftguard::gateway;
using namespace liftguard::gateway::testing;
using namespace std::chrono_literals;

namespace {

constexpr SidePartName kExpiry{"expiry", "证书到期检查", "Watching what expires"};
constexpr const char* kRung = "desk_alerts where kind = 23";

// One part whose waits are virtual.
struct Bench {
  Town town;
  observe::Metrics metrics;
  std::vector<Milliseconds> waits;
  std::stop_source stop;
  SidePart part{kExpiry, links()};

  SidePartLinks links() {
    return {*town.database, town.clock, town.clock, metrics, [this](const std::stop_token&, Milliseconds wait) {
              waits.push_back(wait);
              town.clock.advance(wait);
            }};
  }

  // Fails so often, then runs until it is told to stop.
  void run(int failures) {
    part.run(stop.get_token(), [&](const std::stop_token&) {
      if (failures-- > 0) throw std::runtime_error("no such file");
    });
  }
  double counted() { return metrics.counter("liftguard_side_failures_total", "", {{"part", "expiry"}}).value(); }
};

}  // namespace

TEST_CASE("a part that throws is begun anew after growing waits, and counted") {
  Bench bench;
  bench.run(4);
  CHECK(bench.waits == std::vector<Milliseconds>{100ms, 200ms, 400ms, 800ms});
  CHECK(bench.counted() == 4);
  CHECK(bench.town.count(kRung) == 0);
}

TEST_CASE("one that keeps throwing for a minute rings at the desk once, in words") {
  Bench bench;
  bench.run(30);
  CHECK(bench.waits.back() == 60s);
  CHECK(bench.town.count(kRung) == 1);
  CHECK(bench.town.count("desk_alerts where text_zh like '证书到期检查反复出错%no such file'") == 1);
}

TEST_CASE("one that ran for a minute before has a new trouble, which waits anew and rings again if it lasts") {
  Bench bench;
  bench.run(30);
  bench.waits.clear();
  int turns = 0;
  bench.part.run(bench.stop.get_token(), [&](const std::stop_token&) {
    if (turns++ == 0) bench.town.clock.advance(kLastingTrouble);
    if (turns <= 30) throw std::runtime_error("another");
  });
  CHECK(bench.waits.front() == 100ms);
  CHECK(bench.town.count(kRung) == 2);
}

TEST_CASE("a constraint in its way or a busy database is its own trouble, a database that fails is everybody's") {
  Bench bench;
  int turns = 0;
  const auto body = [&](const std::stop_token&) {
    ++turns;
    if (turns == 1) throw storage::Conflict("a key");
    if (turns == 2) throw storage::Busy("locked");
    throw storage::DatabaseError("fsync: input/output error");
  };
  CHECK_THROWS_WITH(bench.part.run(bench.stop.get_token(), body), "fsync: input/output error");
  CHECK(turns == 3);
  CHECK(bench.counted() == 2);
}

TEST_CASE("the other threads go on beside a part that throws, and end with one that alarms need") {
  Bench bench;
  watch::Vitals vitals(bench.town.clock);
  const FaultPoints faults;
  Threads threads(vitals, faults, bench.links());
  std::atomic<int> failures = 0;
  threads.start_side(kExpiry, [&](const std::stop_token&) {
    if (++failures < 5) throw std::runtime_error("no such file");
  });
  while (failures < 5) std::this_thread::yield();
  CHECK_FALSE(threads.failed());
  threads.start("writer", [](const std::stop_token&) { throw std::runtime_error("the writer is gone"); });
  while (!threads.failed()) std::this_thread::yield();
  CHECK_THROWS_WITH(threads.finish(), "the writer is gone");
}

TEST_CASE("B19: a watched part that keeps throwing is no reason to start the gateway anew; the desk hears of it") {
  Bench bench;
  watch::Vitals vitals(bench.town.clock);
  const FaultPoints faults;
  std::set<std::string> troubles;
  SidePartLinks links = bench.links();
  links.wait = [&](const std::stop_token&, Milliseconds wait) {
    bench.town.clock.advance(wait);
    vitals.step();
    troubles.insert(vitals.trouble());
  };
  Threads threads(vitals, faults, links);
  constexpr int kFailures = 90;  // a second apart
  std::atomic<int> turns = 0;
  threads.start_watched_side(kExpiry, [&](const std::stop_token&) {
    if (++turns <= kFailures) throw std::runtime_error("no such file");
  });
  while (turns <= kFailures) std::this_thread::yield();
  threads.finish();
  CHECK(troubles == std::set<std::string>{""});
  CHECK(bench.town.count(kRung) == 1);
}
