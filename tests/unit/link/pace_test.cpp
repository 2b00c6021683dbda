// Bounded rates and windows, to the byte and the millisecond.
#include <catch2/catch.hpp>

#include "firmware/link/flights.hpp"
#include "tests/unit/link/plain_backlog.hpp"

using namespace liftguard;
using namespace liftguard::link;
using namespace std::chrono_literals;
using liftguard::test::PlainBacklog;

TEST_CASE("a rate allows its burst at once, then what it says; a debt is paid before the next") {
  Pace pace({1'000, 2'000});
  const SteadyTime start{100s};
  CHECK(pace.may_go(start));
  pace.went(1'999, start);
  CHECK(pace.may_go(start));
  pace.went(10'000, start);  // larger than anything the rate has left: it goes, once
  CHECK_FALSE(pace.may_go(start));
  CHECK(pace.free_at() == start + 9'999ms);
  CHECK_FALSE(pace.may_go(start + 9'998ms));
  CHECK(pace.may_go(start + 9'999ms));
  pace.went(1, start + 1h);  // rest earns no more than the burst
  pace.went(2'000, start + 1h);
  CHECK_FALSE(pace.may_go(start + 1h));
  CHECK(pace.may_go(start + 1h + 1ms));
}

TEST_CASE("no rate is no bound") {
  Pace pace({});
  pace.went(1'000'000'000, SteadyTime{1s});
  CHECK(pace.may_go(SteadyTime{}));
}

TEST_CASE("a lane is held to its rate, for first and repeated sendings, and wakes when it may go on") {
  PlainBacklog backlog;
  for (std::uint64_t seq = 1; seq <= 100; ++seq) backlog.waiting.insert({1, Lane::bulk, seq});
  constexpr std::size_t kEach = 200 + kWireOverhead;
  const Window window{1'000, SIZE_MAX};
  Flights flights({Lane::bulk, window, 15s, 120s, {kEach, 0}});  // one a second
  SteadyTime now{1h};
  CHECK(flights.take_due(backlog, window, now).size() == 1);
  backlog.waiting.erase({1, Lane::bulk, 1});
  flights.forget_confirmed(backlog);  // the path has proved itself: nobody is taken along
  std::size_t sent = 1;
  for (int i = 0; i < 60; ++i) {
    REQUIRE(flights.next_due().has_value());
    CHECK(*flights.next_due() > now);
    now = *flights.next_due();
    const auto due = flights.take_due(backlog, window, now).size();
    CHECK(due == 1);
    sent += due;
  }
  CHECK(now - SteadyTime{1h} >= 59s);
  CHECK(now - SteadyTime{1h} <= 61s);
  CHECK(sent == 61);
}

TEST_CASE("bytes in the air are bounded; a record above the bound goes alone") {
  PlainBacklog backlog;
  for (std::uint64_t seq = 1; seq <= 20; ++seq) backlog.waiting.insert({1, Lane::bulk, seq});
  backlog.lengths[{1, Lane::bulk, 4}] = 12'000;
  const Window window{16, 1'000};
  Flights flights({Lane::bulk, window, 15s, 120s, {}});
  const auto seqs = [&](SteadyTime now) {
    std::vector<std::uint64_t> out;
    for (const auto& key : flights.take_due(backlog, window, now)) out.push_back(key.seq);
    return out;
  };
  const auto confirm = [&](std::uint64_t seq) {
    backlog.waiting.erase({1, Lane::bulk, seq});
    flights.forget_confirmed(backlog);
  };
  CHECK(seqs(SteadyTime{1s}) == std::vector<std::uint64_t>{1, 2, 3});  // the third crosses the bound: 3 x 450
  confirm(1);
  CHECK(seqs(SteadyTime{2s}) == std::vector<std::uint64_t>{4});
  confirm(2);
  confirm(3);
  CHECK(seqs(SteadyTime{3s}).empty());
  confirm(4);
  CHECK(seqs(SteadyTime{4s}) == std::vector<std::uint64_t>{5, 6, 7});
}
