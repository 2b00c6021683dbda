// The watchdog: when it may be fed (table), what it says to whom (a real socket).
#include <array>

#include <catch2/catch.hpp>

#include "common/watchdog/watchdog.hpp"
#include "tests/unit/port/iio_tree.hpp"
#include "tests/unit/port/supervisor.hpp"

using namespace liftguard;
using namespace liftguard::watchdog;
using namespace std::chrono_literals;
using liftguard::test::Root;
using liftguard::test::Supervisor;

namespace {

SteadyTime at(std::chrono::microseconds t) {
  return SteadyTime{1000s} + t;
}

}  // namespace

TEST_CASE("feeding: due, and every thread has moved since, and none is silent for too long") {
  struct Look {
    std::chrono::milliseconds after;
    std::uint64_t sensing, network;
    Verdict verdict;
  };
  struct Row {
    const char* what;
    std::vector<Look> looks;
  };
  using V = Verdict;
  // Limit 20 s: due every 5 s. Sensing may be silent for 2 s, network for 10 s.
  const auto row = GENERATE(values<Row>({
      {"both move",
       {{1s, 5, 1, V::not_due},
        {2s, 9, 1, V::not_due},
        {4s, 12, 2, V::not_due},
        {4999ms, 13, 2, V::not_due},
        {5s, 14, 2, V::feed},
        {6s, 15, 2, V::not_due}}},
      {"fed only when the slow one has moved, too",
       {{2s, 1, 0, V::not_due},
        {4s, 2, 0, V::not_due},
        {5s, 3, 0, V::waiting},
        {7s, 4, 0, V::waiting},
        {9s, 5, 1, V::feed}}},
      {"progress before the last feeding does not count",
       {{2s, 1, 0, V::not_due},
        {4s, 2, 1, V::not_due},
        {5s, 3, 1, V::feed},
        {7s, 4, 1, V::not_due},
        {9s, 5, 1, V::not_due},
        {10s, 6, 1, V::waiting},
        {12s, 7, 1, V::waiting},
        {14s, 8, 1, V::waiting},
        {14001ms, 8, 1, V::stuck}}},
      {"moved since the feeding, but silent since: hung",
       {{1s, 1, 1, V::not_due}, {3s, 1, 2, V::not_due}, {3001ms, 1, 3, V::stuck}, {5s, 1, 4, V::stuck}}},
      {"back to life",
       {{2001ms, 0, 1, V::stuck}, {2500ms, 1, 1, V::not_due}, {4s, 2, 2, V::not_due}, {5s, 3, 3, V::feed}}},
      {"never moved: the start counts", {{2s, 0, 0, V::not_due}, {2001ms, 0, 0, V::stuck}}},
      {"a count that goes round is progress, too",
       {{2s, ~0ULL, 1, V::not_due}, {4s, 0, 1, V::not_due}, {5s, 0, 1, V::feed}}},
  }));
  auto feeding = Feeding::of({{"sensing", 2s}, {"network", 10s}}, 20s, at(0s)).value();
  for (const auto& look : row.looks) {
    CAPTURE(row.what, look.after.count());
    const auto verdict = feeding.look(std::array{look.sensing, look.network}, at(look.after));
    CHECK(verdict == look.verdict);
    if (verdict == Verdict::feed) feeding.fed(at(look.after));
  }
}

TEST_CASE("feeding: fewer counts than threads is no progress, and the stuck one is named") {
  auto feeding = Feeding::of({{"sensing", 2s}, {"network", 2s}}, 8s, at(0s)).value();
  CHECK(feeding.look(std::array{std::uint64_t{1}}, at(2s)) == Verdict::waiting);
  CHECK_FALSE(feeding.stuck());
  CHECK(feeding.look(std::array{std::uint64_t{2}}, at(3s)) == Verdict::stuck);
  CHECK(feeding.stuck() == "network");
}

TEST_CASE("feeding: what would kill a healthy box is refused") {
  CHECK(Feeding::of({}, 20s, at(0s)).has_error());
  CHECK(Feeding::of({{"a", 1ms}}, 999ms, at(0s)).has_error());
  CHECK(Feeding::of({{"a", 0s}}, 20s, at(0s)).has_error());
  CHECK(Feeding::of({{"a", 10s + 1us}}, 20s, at(0s)).has_error());
  CHECK(Feeding::of({{"a", 10s}}, 20s, at(0s)).has_value());
}

TEST_CASE("the supervisor's limit out of the environment") {
  struct Row {
    std::optional<std::string> us, pid;
    std::string expected;  // microseconds, "none" or "refused"
  };
  const auto row = GENERATE(values<Row>({
      {std::nullopt, std::nullopt, "none"},
      {std::nullopt, "77", "none"},
      {"20000000", std::nullopt, "20000000"},
      {"20000000", "77", "20000000"},
      {"20000000", "78", "none"},
      {"0", std::nullopt, "refused"},
      {"-5", std::nullopt, "refused"},
      {"20s", std::nullopt, "refused"},
      {"99999999999999999999", std::nullopt, "refused"},
      {"20000000", "me", "refused"},
      {"", std::nullopt, "refused"},
  }));
  const auto limit = watchdog_limit({std::nullopt, row.us, row.pid}, 77);
  const auto got = !limit ? "refused" : !*limit ? "none" : std::to_string((*limit)->count());
  CHECK(got == row.expected);
}

TEST_CASE("the environment as it stands; empty is absent") {
  ::setenv("NOTIFY_SOCKET", "/run/notify", 1);
  ::setenv("WATCHDOG_USEC", "20000000", 1);
  ::setenv("WATCHDOG_PID", "", 1);
  const auto environment = notify_environment();
  for (const auto* name : {"NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"}) ::unsetenv(name);
  CHECK(environment.socket == "/run/notify");
  CHECK(environment.watchdog_us == "20000000");
  CHECK_FALSE(environment.watchdog_pid);
  CHECK_FALSE(notify_environment().socket);
}

TEST_CASE("addresses of the supervisor that are refused") {
  const auto address =
      GENERATE(std::string("run/notify"), std::string("vsock:2:1234"), std::string("/") + std::string(107, 'a'));
  CHECK(Notifier::of({address, {}, {}}).error().code == "bad_environment");
  CHECK_FALSE(Notifier::of({}).value().is_heard());
  CHECK(Notifier::of({}).value().ready("nobody listens"));
}

TEST_CASE("the supervisor hears of the start, of every feeding, and of who hangs") {
  const Root root;
  const bool is_abstract = GENERATE(false, true);
  const auto address =
      is_abstract ? "@liftguard-test-" + std::to_string(::getpid()) : (root.path() / "notify").string();
  const Supervisor supervisor(address);
  VirtualClock clock(utc_from_ms(0));
  Watchdog dog(Notifier::of({address, {}, {}}).value(), 20s, clock);
  auto& sensing = dog.watch("sensing", 2s);
  auto& network = dog.watch("network", 10s);
  CHECK(dog.step("too early") == Verdict::not_due);
  CHECK(supervisor.hear().empty());
  REQUIRE(dog.start("starting\nWATCHDOG=1").has_value());  // a line break in it must not make a line of ours
  CHECK(supervisor.hear() == "READY=1\nSTATUS=starting WATCHDOG=1\n");

  for (int second = 1; second <= 10; ++second) {
    clock.advance(1s);
    sensing.made();
    if (second % 3 == 0) network.made();
    (void)dog.step("all is well");
    CHECK(supervisor.hear() == (second % 5 == 0 ? "WATCHDOG=1\nSTATUS=all is well\n" : ""));
  }
  for (int second = 1; second <= 10; ++second) {
    clock.advance(1s);
    network.made();
    (void)dog.step("all is well");
    CHECK(supervisor.hear() == (second == 3 ? "STATUS=sensing makes no progress\n" : ""));
  }
  sensing.made();
  CHECK(dog.step("again") == Verdict::feed);
  CHECK(supervisor.hear() == "WATCHDOG=1\nSTATUS=again\n");
  dog.stopping();
  CHECK(supervisor.hear() == "STOPPING=1\n");
}

TEST_CASE("a feeding that the socket does not take is tried again at the next step") {
  const Root root;
  const auto address = (root.path() / "notify").string();
  VirtualClock clock(utc_from_ms(0));
  Watchdog dog(Notifier::of({address, {}, {}}).value(), 20s, clock);
  auto& sensing = dog.watch("sensing", 6s);
  REQUIRE(dog.start("nobody listens yet").has_value());
  clock.advance(5s);
  sensing.made();
  CHECK(dog.step("") == Verdict::feed);
  const Supervisor supervisor(address);
  clock.advance(100ms);
  CHECK(dog.step("late") == Verdict::feed);
  CHECK(supervisor.hear() == "WATCHDOG=1\nSTATUS=late\n");
  clock.advance(100ms);
  CHECK(dog.step("") == Verdict::not_due);
}
