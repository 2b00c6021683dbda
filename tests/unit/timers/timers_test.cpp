#include <algorithm>
#include <atomic>
#include <catch2/catch.hpp>
#include <thread>

#include "common/timers/loop.hpp"
#include "tests/unit/storage/scratch.hpp"

using namespace liftguard;
using namespace liftguard::timers;
using namespace std::chrono_literals;
using liftguard::testing::Scratch;

namespace {

constexpr UtcTime kNow = utc_from_ms(1'795'000'000'000);

struct Fired {
  std::int64_t subject;
  UtcTime due, now;
};

struct Bench {
  Scratch scratch;
  std::unique_ptr<storage::Database> database = scratch.open();
  VirtualClock clock{kNow};
  std::vector<Fired> fired;
  std::vector<std::string> errors;

  TimerLoop loop(int batch = 32) {
    LoopOptions options;
    options.batch = batch;
    options.on_error = [this](const Timer&, const std::string& error) { errors.push_back(error); };
    return TimerLoop(*database, clock, std::move(options));
  }
  Handler recorder() {
    return [this](storage::Transaction&, const Timer& timer, UtcTime now) {
      fired.push_back({timer.subject, timer.due, now});
    };
  }
  void set(const char* kind, std::int64_t subject, UtcTime due) {
    storage::Transaction tx = database->begin();
    arm(tx, {kind, subject, due});
    tx.commit();
  }
};

}  // namespace

TEST_CASE("a timer fires at its time, not a millisecond before, and once") {
  Bench bench;
  TimerLoop loop = bench.loop();
  loop.handle("test", bench.recorder());
  bench.set("test", 1, kNow + 1s);
  CHECK(loop.next_due() == kNow + 1s);
  CHECK(loop.step(kNow + 999ms).fired == 0);
  CHECK(loop.step(kNow + 1s).fired == 1);
  CHECK(loop.step(kNow + 1h).fired == 0);
  CHECK_FALSE(loop.next_due());
}

TEST_CASE("D8: what fell due while nothing ran fires oldest first, once, with its true due time, after a restart") {
  Bench bench;
  const auto down = GENERATE(1s, 1h, 48h);
  for (std::int64_t i = 0; i < 100; ++i) bench.set("test", i, kNow + std::chrono::seconds{(i * 37) % 100});
  bench.database.reset();
  bench.database = bench.scratch.open();
  TimerLoop loop = bench.loop(7);
  loop.handle("test", bench.recorder());
  const UtcTime now = kNow + 100s + down;
  const StepResult result = loop.step(now);
  CHECK(result.fired == 100);
  CHECK(result.latest == now - kNow);
  REQUIRE(bench.fired.size() == 100);
  CHECK(std::ranges::is_sorted(bench.fired, {}, &Fired::due));
  CHECK(bench.fired.front().due == kNow);
  CHECK(bench.fired.front().now == now);
}

TEST_CASE("arming again moves a timer; cancelling takes it away") {
  Bench bench;
  TimerLoop loop = bench.loop();
  loop.handle("test", bench.recorder());
  bench.set("test", 1, kNow);
  bench.set("test", 1, kNow + 1min);
  bench.set("test", 2, kNow);
  storage::Transaction tx = bench.database->begin();
  cancel(tx, "test", 2);
  CHECK(due_time(tx, "test", 1) == kNow + 1min);
  CHECK_FALSE(due_time(tx, "test", 2));
  tx.commit();
  CHECK(loop.step(kNow).fired == 0);
  CHECK(loop.step(kNow + 1min).fired == 1);
}

TEST_CASE("a loop leaves kinds it does not know to others") {
  Bench bench;
  TimerLoop loop = bench.loop();
  loop.handle("mine", bench.recorder());
  for (int i = 0; i < 1000; ++i) bench.set("theirs", i, kNow - 1h);
  bench.set("mine", 1, kNow);
  CHECK(loop.step(kNow).fired == 1);
  TimerLoop other = bench.loop();
  other.handle("theirs", bench.recorder());
  CHECK(other.step(kNow).fired == 1000);
}

TEST_CASE("a handler that throws undoes its own timer alone, which is tried again later") {
  Bench bench;
  TimerLoop loop = bench.loop();
  bool broken = true;
  loop.handle("test", [&](storage::Transaction& tx, const Timer& timer, UtcTime now) {
    arm(tx, {"trace", timer.subject, now});
    if (timer.subject == 5 && broken) throw std::runtime_error("broken");
  });
  for (std::int64_t i = 0; i < 10; ++i) bench.set("test", i, kNow);
  const StepResult result = loop.step(kNow);
  CHECK(result.fired == 9);
  CHECK(result.failed == 1);
  CHECK(bench.errors == std::vector<std::string>{"broken"});
  const auto fired_so_far = [&] {
    storage::ReadSession session = bench.database->read();
    return next_timers(session, "trace", 100).size();
  };
  CHECK(fired_so_far() == 9);
  CHECK(loop.step(kNow + 999ms).failed == 0);  // not yet
  CHECK(loop.step(kNow + 1s).failed == 1);
  CHECK(loop.step(kNow + 2s).failed == 0);  // the wait doubles
  broken = false;
  CHECK(loop.step(kNow + 3s).fired == 1);
  CHECK(fired_so_far() == 10);
}

TEST_CASE("a handler may arm its own timer again") {
  Bench bench;
  TimerLoop loop = bench.loop();
  loop.handle("test", [&](storage::Transaction& tx, const Timer& timer, UtcTime now) {
    bench.fired.push_back({timer.subject, timer.due, now});
    if (bench.fired.size() < 4) arm(tx, {timer.kind, timer.subject, timer.due + 10min});
  });
  bench.set("test", 1, kNow);
  CHECK(loop.step(kNow + 10min).fired == 2);
  CHECK(loop.step(kNow + 1h).fired == 2);
}

TEST_CASE("a timer that another one of the same batch cancelled or moved does not fire") {
  Bench bench;
  TimerLoop loop = bench.loop();
  loop.handle("test", [&](storage::Transaction& tx, const Timer& timer, UtcTime now) {
    bench.fired.push_back({timer.subject, timer.due, now});
    cancel(tx, "test", 2);
    arm(tx, {"test", 3, kNow + 1h});
  });
  for (std::int64_t subject = 1; subject <= 3; ++subject) bench.set("test", subject, kNow);
  CHECK(loop.step(kNow).fired == 1);
  CHECK(bench.fired.size() == 1);
}

TEST_CASE("G10: loops of several processes fire each timer once") {
  Bench bench;
  constexpr int kTimers = 200;
  for (int i = 0; i < kTimers; ++i) bench.set("test", i, kNow);
  std::vector<std::atomic<int>> times(kTimers);
  std::vector<std::jthread> threads;
  for (int t = 0; t < 3; ++t)
    threads.emplace_back([&] {
      const auto database = bench.scratch.open();
      TimerLoop loop(*database, bench.clock);
      loop.handle("test", [&](storage::Transaction&, const Timer& timer, UtcTime) {
        ++times[static_cast<std::size_t>(timer.subject)];
      });
      loop.step(kNow);
    });
  threads.clear();
  CHECK(std::ranges::all_of(times, [](const auto& count) { return count == 1; }));
}

TEST_CASE("timers of a kind that are served together fire once each, and one that throws undoes itself alone") {
  Bench bench;
  TimerLoop loop = bench.loop();
  std::vector<std::size_t> batches;
  bool broken = true;
  loop.handle_all("many", [&](storage::Transaction& tx, std::span<const Timer> timers, UtcTime now) {
    batches.push_back(timers.size());
    for (const Timer& timer : timers) arm(tx, {"trace", timer.subject, now});
    if (broken && std::ranges::find(timers, 5, &Timer::subject) != timers.end()) throw std::runtime_error("broken");
    for (const Timer& timer : timers) bench.fired.push_back({timer.subject, timer.due, now});
  });
  loop.handle("one", bench.recorder());
  for (std::int64_t i = 0; i < 100; ++i)
    bench.set(i % 10 == 3 ? "one" : "many", i, kNow + std::chrono::milliseconds{i});
  const StepResult result = loop.step(kNow + 1s);
  CHECK(result.fired == 99);
  CHECK(result.failed == 1);
  CHECK(bench.fired.size() == 99);
  CHECK(std::ranges::max(batches) > 10);
  {
    storage::ReadSession session = bench.database->read();
    CHECK(next_timers(session, "trace", 200).size() == 89);
  }
  broken = false;
  CHECK(loop.step(kNow + 3s).fired == 1);
  CHECK(bench.fired.back().subject == 5);
}

TEST_CASE("of timers served together, those that another loop fired or moved meanwhile stay out") {
  Bench bench;
  for (std::int64_t i = 0; i < 20; ++i) bench.set("many", i, kNow);
  TimerLoop loop = bench.loop();
  std::vector<std::int64_t> served;
  loop.handle("first", [&](storage::Transaction& tx, const Timer&, UtcTime) {
    for (std::int64_t i = 0; i < 20; i += 2) cancel(tx, "many", i);
    arm(tx, {"many", 1, kNow + 1h});
  });
  loop.handle_all("many", [&](storage::Transaction&, std::span<const Timer> timers, UtcTime) {
    for (const Timer& timer : timers) served.push_back(timer.subject);
  });
  bench.set("first", 1, kNow);
  CHECK(loop.step(kNow).fired == 10);
  CHECK(served == std::vector<std::int64_t>{3, 5, 7, 9, 11, 13, 15, 17, 19});
}

TEST_CASE(
    "item 4: no transaction takes longer because timers are served together: as many at once as there is time for") {
  Bench bench;
  std::size_t most = 0;
  std::chrono::microseconds longest{0};
  LoopOptions options;
  options.longest_transaction = 12ms;
  TimerLoop loop(*bench.database, bench.clock, std::move(options));
  constexpr std::chrono::microseconds kEach{200};
  loop.handle_all("many", [&](storage::Transaction&, std::span<const Timer> timers, UtcTime) {
    const auto took = kEach * static_cast<int>(timers.size());
    bench.clock.advance(took);
    most = std::max(most, timers.size());
    longest = std::max(longest, took);
  });
  for (std::int64_t i = 0; i < 500; ++i) bench.set("many", i, kNow);
  CHECK(loop.step(kNow).fired == 500);
  CHECK(most >= 40);
  CHECK(longest <= 12ms);
}

TEST_CASE("D2: what is held does not fire, nor hide what falls due later, and fires when it is released") {
  Bench bench;
  TimerLoop loop = bench.loop(2);
  loop.handle("test", bench.recorder());
  for (std::int64_t subject = 0; subject < 100; ++subject) bench.set("test", subject, kNow - 1h);
  bench.set("test", 100, kNow + 1s);
  loop.hold(kNow);
  CHECK(loop.step(kNow).fired == 0);
  CHECK(loop.step(kNow + 1s).fired == 1);
  CHECK(bench.fired.back().subject == 100);
  loop.release();
  CHECK(loop.step(kNow + 2s).fired == 100);
  CHECK(bench.fired[1].due == kNow - 1h);
}

TEST_CASE("the lateness of each timer is told, by kind, once it has fired") {
  Bench bench;
  std::vector<std::pair<std::string, Milliseconds>> told;
  LoopOptions options;
  options.on_fired = [&](std::string_view kind, Milliseconds late) { told.emplace_back(kind, late); };
  TimerLoop loop(*bench.database, bench.clock, std::move(options));
  loop.handle("test", bench.recorder());
  loop.handle("broken", [](storage::Transaction&, const Timer&, UtcTime) { throw std::runtime_error("broken"); });
  bench.set("test", 1, kNow);
  bench.set("test", 2, kNow + 5ms);
  bench.set("broken", 3, kNow);
  loop.step(kNow + 7ms);
  CHECK(told == std::vector<std::pair<std::string, Milliseconds>>{{"test", 7ms}, {"test", 2ms}});
}

TEST_CASE("item 4: another writer comes in between while thousands of timers fall due at once") {
  Bench bench;
  const SystemSteadyClock steady;
  const AnchoredCivilClock civil(steady, kNow);
  {
    storage::Transaction tx = bench.database->begin();
    for (std::int64_t subject = 0; subject < 4'000; ++subject) arm(tx, {"test", subject, kNow});
    tx.commit();
  }
  std::atomic<int> fired = 0;
  std::vector<std::chrono::microseconds> waits;
  TimerLoop loop(*bench.database, steady);
  loop.handle("test", [&](storage::Transaction&, const Timer&, UtcTime) { ++fired; });
  std::jthread firing([&](const std::stop_token& stop) { loop.run(stop, civil); });
  while (fired < 100) std::this_thread::yield();
  for (int i = 0; i < 20 && fired < 4'000; ++i) {
    const SteadyTime wanted = steady.now();
    storage::Transaction tx = bench.database->begin();
    waits.push_back(steady.now() - wanted);
    arm(tx, {"other", i, kNow});
    tx.commit();
  }
  while (fired < 4'000) std::this_thread::yield();
  firing = {};
  REQUIRE(waits.size() >= 10);
  std::ranges::sort(waits);
  CHECK(waits[waits.size() / 2] < 100ms);
  CHECK(fired == 4'000);
}
