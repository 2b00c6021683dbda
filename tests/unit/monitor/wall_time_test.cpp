// What time it is (D3, D5): the host's disciplined clock, else the gateway's word, else the host's as it runs.
#include <sys/timex.h>

#include <catch2/catch.hpp>

#include "firmware/monitor/episode_book.hpp"
#include "firmware/monitor/wall_time.hpp"

using namespace liftguard;
using namespace liftguard::monitor;
using namespace std::chrono_literals;
using wire::TimeQuality;

namespace {

constexpr auto kWall = utc_from_ms(1'795'000'000'000);
constexpr auto kNever = utc_from_ms(5'000);  // 1970
constexpr SteadyTime kNow{3600s};

struct Steady final : SteadyClock {
  [[nodiscard]] SteadyTime now() const override { return time; }
  SteadyTime time = kNow;
};

wire::EventBody event_of(EventKind kind, std::uint64_t episode, const WallReading& at) {
  wire::EventBody out;
  out.kind = kind;
  out.episode = episode;
  out.at.wall = at.wall;
  out.at.quality = at.quality;
  return out;
}

}  // namespace

TEST_CASE("D3: whose time counts, and how good it is") {
  const ServerWord word{kWall, kNow - 10s};
  struct Case {
    const char* name;
    HostTime host;
    std::optional<ServerWord> word;
    WallReading want;
  };
  for (const auto& c : {
           Case{"never set, nobody asked", {kNever, false}, {}, {kNever, TimeQuality::unset}},
           Case{"never set, though the kernel says disciplined", {kNever, true}, {}, {kNever, TimeQuality::unset}},
           Case{"just before the beginning", {kBeginning - 1ms, false}, {}, {kBeginning - 1ms, TimeQuality::unset}},
           Case{"at the beginning", {kBeginning, false}, {}, {kBeginning, TimeQuality::free_running}},
           Case{"set and running", {kWall, false}, {}, {kWall, TimeQuality::free_running}},
           Case{"NTP", {kWall, true}, {}, {kWall, TimeQuality::synchronised}},
           Case{"never set, and the gateway spoke", {kNever, false}, word, {kWall + 10s, TimeQuality::synchronised}},
           Case{"a year off, and the gateway spoke",
                {kWall + 24h * 365, false},
                word,
                {kWall + 10s, TimeQuality::synchronised}},
           Case{"2038, and the gateway spoke",
                {utc_from_ms(2'147'483'648'000), false},
                word,
                {kWall + 10s, TimeQuality::synchronised}},
           Case{"NTP counts before the gateway", {kWall + 5s, true}, word, {kWall + 5s, TimeQuality::synchronised}},
           Case{"a word of a day ago, less a little",
                {kNever, false},
                ServerWord{kWall, kNow - kWordIsFresh + 1us},
                {kWall + kWordIsFresh - 1ms, TimeQuality::synchronised}},
           Case{"a word of a day ago",
                {kNever, false},
                ServerWord{kWall, kNow - kWordIsFresh},
                {kWall + kWordIsFresh, TimeQuality::free_running}},
       }) {
    INFO(c.name);
    const auto got = wall_reading(c.host, c.word, kNow);
    CHECK(got.wall == c.want.wall);
    CHECK(got.quality == c.want.quality);
  }
}

TEST_CASE("D3: a clock is disciplined where the kernel says so, not where it says nothing") {
  struct Case {
    const char* name;
    KernelAnswer answer;
    bool want;
  };
  for (const auto& c : {
           Case{"refused by a sandbox", {-1, 0}, false},
           Case{"refused, with what stood there before", {-1, STA_PLL}, false},
           Case{"kept by NTP", {TIME_OK, STA_PLL}, true},
           Case{"kept, with fine units", {TIME_OK, STA_PLL | STA_NANO}, true},
           Case{"kept, a leap second to be inserted", {TIME_INS, STA_INS}, true},
           Case{"kept, in a leap second", {TIME_OOP, 0}, true},
           Case{"kept, a leap second is over", {TIME_WAIT, 0}, true},
           Case{"said to be unsynchronised", {TIME_OK, STA_UNSYNC}, false},
           Case{"in error", {TIME_ERROR, 0}, false},
           Case{"as after a start", {TIME_ERROR, STA_UNSYNC}, false},
           Case{"a state that nobody knows", {TIME_ERROR + 1, 0}, false},
       }) {
    INFO(c.name);
    CHECK(is_disciplined(c.answer) == c.want);
  }
}

TEST_CASE("D3: told is what NTP or the gateway has said, never the host's clock as it runs") {
  const ServerWord word{kWall, kNow - 10s}, old_word{kWall, kNow - 24h * 60};
  CHECK_FALSE(told_time({kNever, false}, {}, kNow));
  CHECK_FALSE(told_time({kNever, true}, {}, kNow));
  CHECK_FALSE(told_time({kWall + 24h * 365 * 5, false}, {}, kNow));
  CHECK(told_time({kWall, true}, {}, kNow) == kWall);
  CHECK(told_time({kNever, false}, word, kNow) == kWall + 10s);
  CHECK(told_time({kWall + 24h * 365 * 5, false}, word, kNow) == kWall + 10s);
  CHECK(told_time({kNever, false}, old_word, kNow) == kWall + 24h * 60);  // one connection may last for months
  CHECK(told_time({kWall + 5s, true}, old_word, kNow) == kWall + 5s);
}

TEST_CASE("which of two words of the gateway counts") {
  const ServerWord known{kWall, kNow};
  struct Case {
    const char* name;
    std::chrono::microseconds after;
    Milliseconds off;  // of what the known one says by then
    bool taken;
  };
  for (const auto& c : {
           Case{"it says the same", 1s, 0ms, true},
           Case{"later: the known one was under way", 1s, 1ms, true},
           Case{"a little earlier: it was under way itself", 1s, -1ms, false},
           Case{"30 s earlier", 1s, -30s, false},
           Case{"more than a message may be under way", 1s, -30'001ms, true},
           Case{"much later", 1s, 24h * 400, true},
           Case{"a little earlier, just not long after", 10min - 1us, -1s, false},
           Case{"a little earlier, long after: ours has drifted", 10min, -1s, true},
       }) {
    INFO(c.name);
    const ServerWord heard{known.carried_to(kNow + c.after) + c.off, kNow + c.after};
    CHECK(believed(known, heard) == (c.taken ? heard : known));
    CHECK(believed(std::nullopt, heard) == heard);
  }
  const ServerWord absurd{kBeginning - 1ms, kNow + 1s};
  CHECK(believed(known, absurd) == known);
  CHECK_FALSE(believed(std::nullopt, absurd));
}

TEST_CASE("D5: once the time is known it is said by how much what was stamped before was off, once") {
  Steady steady;
  HostTime host{kNever, false};
  BoxClock clock(steady, [&] { return host; });
  const auto pass = [&](std::chrono::seconds time) {
    steady.time += time;
    host.wall += time;
  };
  CHECK_FALSE(clock.newly_known());
  pass(7s);
  CHECK(clock.quality() == TimeQuality::unset);
  SECTION("by the gateway") {
    clock.hear(kWall);
    CHECK(clock.read() == WallReading{kWall, TimeQuality::synchronised});
  }
  SECTION("by NTP, which moves the host's clock") {
    host = {kWall, true};
  }
  CHECK(clock.newly_known() == kWall - kNever - 7s);
  CHECK_FALSE(clock.newly_known());
  pass(60s);
  CHECK(clock.read() == WallReading{kWall + 60s, TimeQuality::synchronised});
  CHECK(steady.time == kNow + 67s);
}

TEST_CASE("a clock that was known from the start moves nothing, also when the gateway corrects it") {
  Steady steady;
  BoxClock clock(steady, [] { return HostTime{kWall, false}; });
  CHECK_FALSE(clock.newly_known());
  clock.hear(kWall + 1h);
  CHECK(clock.utc_now() == kWall + 1h);
  CHECK_FALSE(clock.newly_known());
}

TEST_CASE("D5: episodes that were entered without a known time are moved, others are not, and none twice") {
  EpisodeBook book({{1, EventKind::trapped, kWall - 1h, std::nullopt}});
  const WallReading unknown{kNever, TimeQuality::unset};
  const WallReading known{kWall, TimeQuality::synchronised};
  book.take(event_of(EventKind::recovered, 1, unknown));
  book.take(event_of(EventKind::trapped, 2, unknown));
  book.take(event_of(EventKind::stopped_outside_zone, 3, known));
  for (int i = 0; i < 2; ++i) {
    book.redate(kWall - kNever);
    REQUIRE(book.marks().size() == 3);
    CHECK(book.marks()[0].began == kWall - 1h);
    CHECK(book.marks()[0].ended == kWall);
    CHECK(book.marks()[1].began == kWall);
    CHECK_FALSE(book.marks()[1].ended);
    CHECK(book.marks()[2].began == kWall);
  }
  book.take(event_of(EventKind::recovered, 2, known));
  book.redate(1h);
  CHECK(book.marks()[1].ended == kWall);
}
