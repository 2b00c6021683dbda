#include "common/storage/turns.hpp"

#include <algorithm>
#include <atomic>
#include <catch2/catch.hpp>
#include <string>
#include <thread>
#include <vector>

#include "tests/unit/storage/scratch.hpp"

using namespace liftguard;
using namespace liftguard::storage;
using liftguard::testing::Scratch;

namespace {

constexpr std::chrono::minutes kLong{1};  // longer than the test runs

constexpr Statement kCount{"test.turns_count", "update counters set value = value + 1 where name = 'uploads'"};

void write_once(Database& database) {
  auto tx = database.begin();
  for (int i = 0; i < 20; ++i) tx.exec(kCount);
  tx.commit();
}

}  // namespace

TEST_CASE("turns go round in the order in which they were asked for, past whoever asks again at once") {
  Turns turns;
  std::string order;  // written by who has the turn
  REQUIRE(turns.take(kLong));
  std::vector<std::jthread> others;
  for (const char name : {'a', 'b', 'c'}) {
    others.emplace_back([&turns, &order, name] {
      if (!turns.take(kLong)) return;
      order += name;
      turns.pass();
    });
    while (turns.waiting() < others.size()) std::this_thread::yield();
  }
  turns.pass();
  REQUIRE(turns.take(kLong));
  order += '.';
  turns.pass();
  others.clear();
  CHECK(order == "abc.");
}

TEST_CASE("a turn may end in another thread than it began in") {
  Turns turns;
  REQUIRE(turns.take(kLong));
  std::jthread([&turns] { turns.pass(); }).join();
  CHECK(turns.take(std::chrono::microseconds{0}));
}

TEST_CASE("who gives up waiting for a turn is passed over, and the turn is not lost") {
  Turns turns;
  REQUIRE(turns.take(kLong));
  CHECK_FALSE(turns.take(std::chrono::microseconds{1}));
  CHECK(turns.waiting() == 0);
  turns.pass();
  CHECK(turns.take(std::chrono::microseconds{0}));
}

TEST_CASE("many threads with hardly any patience: one has the turn at a time, and none is lost") {
  Turns turns;
  std::int64_t counted = 0;  // guarded by the turn alone
  std::atomic<std::int64_t> had{0}, given_up{0};
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 16; ++t)
      threads.emplace_back([&, t] {
        for (int i = 0; i < 2'000; ++i) {
          if (!turns.take(std::chrono::microseconds{(t * 7 + i) % 60})) {
            ++given_up;
            continue;
          }
          ++counted;
          ++had;
          if (i % 3 == 0) std::this_thread::yield();
          turns.pass();
        }
      });
  }
  CHECK(counted == had);
  CHECK(had + given_up == 16 * 2'000);
  CHECK(given_up > 0);
  CHECK(turns.waiting() == 0);
  CHECK(turns.take(std::chrono::microseconds{0}));
}

// Counted in the busy thread's transactions, and the middle one of all waits: the scheduler may let any one thread lie.
TEST_CASE("a thread that writes without a gap lets the others of its process in after a few of its transactions") {
  const Scratch scratch;
  const auto database = scratch.open({.busy_timeout = kLong});
  std::atomic<std::int64_t> written{0};
  std::vector<std::vector<std::int64_t>> waits(3);
  {
    const std::jthread busy([&](const std::stop_token& stop) {
      for (; !stop.stop_requested(); ++written) write_once(*database);
    });
    while (written == 0) std::this_thread::yield();
    std::vector<std::jthread> others;
    for (auto& mine : waits)
      others.emplace_back([&] {
        for (int i = 0; i < 20; ++i) {
          const std::int64_t before = written;
          auto tx = database->begin();
          mine.push_back(written - before);
        }
      });
  }
  std::vector<std::int64_t> all;
  for (const auto& mine : waits) all.insert(all.end(), mine.begin(), mine.end());
  REQUIRE(all.size() == 60);
  std::ranges::sort(all);
  CHECK(all[all.size() / 2] <= 3);
}
