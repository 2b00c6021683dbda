#include <catch2/catch.hpp>
#include <chrono>
#include <string>

#include "common/base/calendar.hpp"
#include "gateway/watch/clock_rules.hpp"

using namespace liftguard;
using namespace liftguard::gateway::watch;
using namespace std::chrono_literals;

namespace {

const UtcTime kThen = *parse_iso("2026-11-22T06:00:00Z");

ClockMark mark(const std::string& boot, Milliseconds after, std::chrono::seconds uptime) {
  return {boot, kThen + after, SteadyTime{uptime}};
}

}  // namespace

TEST_CASE("D2: on one boot of the host the uptime tells a jump from a time without a gateway, to the millisecond") {
  const ClockMark before = mark("a", 0ms, 1'000s);
  struct Case {
    Milliseconds after;
    std::chrono::seconds away;
    std::optional<Milliseconds> jump;
  };
  const auto c = GENERATE(values<Case>({
      {1min, 60s, std::nullopt},                // simply away
      {48h, 48h, std::nullopt},                 // D8: two days
      {24h * 400, 24h * 400, std::nullopt},     // however long
      {1min + 10min, 60s, std::nullopt},        // ten minutes are not more than ten
      {1min + 10min + 1ms, 60s, 10min + 1ms},   //
      {1h, 60s, 59min},                         //
      {24h * 400, 60s, 24h * 400 - 1min},       //
      {1min - 10min, 60s, std::nullopt},        //
      {1min - 10min - 1ms, 60s, -10min - 1ms},  //
      {-24h * 400, 60s, -24h * 400 - 1min},     //
      {0ms, 1h, -1h},                           // the clock stood still
  }));
  CAPTURE(c.after.count());
  CHECK(jump_while_away(before, before.at, mark("a", c.after, 1'000s + c.away)) == c.jump);
}

TEST_CASE("D2: after a reboot only what cannot be is a jump") {
  const ClockMark before = mark("a", 0ms, 1'000s);
  CHECK_FALSE(jump_while_away(before, before.at, mark("b", 48h, 10s)));
  CHECK_FALSE(jump_while_away(before, before.at, mark("b", 24h * 7, 10s)));
  CHECK(jump_while_away(before, before.at, mark("b", 24h * 7 + 1ms, 10s)) == 24h * 7 + 1ms);
  CHECK(jump_while_away(before, before.at, mark("b", -11min, 10s)) == Milliseconds{-11min});
  CHECK_FALSE(jump_while_away(before, before.at, mark("b", -10min, 10s)));
  // Another host noted a later time: this one's clock is behind.
  CHECK(jump_while_away(std::nullopt, kThen + 1h, mark("b", 0ms, 10s)) == Milliseconds{-1h});
  CHECK_FALSE(jump_while_away(std::nullopt, std::nullopt, mark("b", 0ms, 10s)));
}

TEST_CASE("a host that cannot name its boot is taken as booted anew") {
  CHECK_FALSE(jump_while_away(mark("", 0ms, 1'000s), kThen, mark("", 1h, 1'001s)));
}
