#include <catch2/catch.hpp>

#include <chrono>

#include "firmware/update/trial.hpp"
#include "tests/unit/update/maker.hpp"

using namespace liftguard::update;
using namespace std::chrono_literals;
using liftguard::SteadyTime;
using liftguard::test::Maker;

namespace {

constexpr Conditions kMay{true, true, true};
constexpr Health kOffline{true, true, false};
constexpr Health kOnline{true, true, true};

SteadyTime at(std::chrono::milliseconds since_start) {
  return SteadyTime{since_start + 500s};
}

// Asks every 30 s from `from` on, then at `until`.
Reason run(Trial& trial, std::chrono::milliseconds from, std::chrono::milliseconds until, const Health& health,
           const Conditions& conditions = kMay) {
  for (auto t = from; t < until; t += 30s)
    if (const auto verdict = trial.judge(at(t), health, conditions); verdict != Reason::none) return verdict;
  return trial.judge(at(until), health, conditions);
}

}  // namespace

TEST_CASE("C10: which image may be taken") {
  const Maker maker;
  const auto judged = [&](std::uint64_t version, std::uint64_t base, Standing standing) {
    auto header = maker.header(version, std::vector<std::uint8_t>(100));
    header.oldest_base = base;
    return judge(header, standing);
  };
  const Standing box{"box1", 10, 10, 12, 356};
  struct Row {
    std::uint64_t version, base;
    Standing standing;
    Reason expected;
  };
  for (const auto& row : std::initializer_list<Row>{
           {11, 0, box, Reason::none},
           {10, 0, box, Reason::already_running},
           {9, 0, box, Reason::downgrade},
           {12, 0, box, Reason::failed_before},
           {13, 0, box, Reason::none},
           {11, 10, box, Reason::none},
           {11, 11, box, Reason::base_too_old},
           {11, 0, {"box2", 10, 10, 0, 356}, Reason::wrong_board},
           {11, 0, {"box1", 10, 10, 0, 355}, Reason::too_big},
           // After damage the box runs 8 though 10 was confirmed: 10 may come back, 9 may not.
           {10, 0, {"box1", 8, 10, 0, 356}, Reason::none},
           {9, 0, {"box1", 8, 10, 0, 356}, Reason::downgrade},
       }) {
    INFO("version " << row.version << " base " << row.base);
    CHECK(judged(row.version, row.base, row.standing) == row.expected);
  }
}

TEST_CASE("C10: never during an open alarm, a ride or on battery; and what is not known holds it") {
  CHECK(hold({}) == Reason::alarm_open);
  CHECK(hold({false, true, true}) == Reason::alarm_open);
  CHECK(hold({true, false, true}) == Reason::car_moving);
  CHECK(hold({true, true, false}) == Reason::on_battery);
  CHECK(hold({true, true, true}) == Reason::none);
}

TEST_CASE("C10: a trial is confirmed after 10 minutes when sensors, journal and gateway are there") {
  CHECK(Trial(at(0s)).judge(at(0s), kOnline, {}) == Reason::none);
  CHECK(Trial(at(0s)).judge(at(10min - 1ms), kOnline, {}) == Reason::none);
  CHECK(Trial(at(0s)).judge(at(10min), kOnline, {}) == Reason::confirmed_online);
  CHECK(Trial(at(0s)).judge(at(10min), {false, true, true}, {}) == Reason::none);
  CHECK(Trial(at(0s)).judge(at(10min), {true, false, true}, {}) == Reason::none);
  CHECK(Trial(at(0s), 5s).judge(at(5s - 1ms), kOnline, {}) == Reason::none);
  CHECK(Trial(at(0s), 5s).judge(at(5s), kOnline, {}) == Reason::confirmed_online);
}

TEST_CASE("C10: offline a trial is confirmed after 15 minutes, not a millisecond before") {
  for (const auto& [until, expected] :
       {std::pair{15min - 1ms, Reason::none}, std::pair{15min + 0ms, Reason::confirmed_offline},
        std::pair{15min + 1ms, Reason::confirmed_offline}}) {
    Trial trial(at(0s));
    CHECK(run(trial, 0s, until, kOffline) == expected);
  }
}

TEST_CASE("C10: the 15 minutes begin anew when the health breaks, and when nobody asks for over a minute") {
  Trial broken(at(0s));
  CHECK(run(broken, 0s, 10min, kOffline) == Reason::none);
  CHECK(broken.judge(at(10min + 1s), {true, false, false}, kMay) == Reason::none);
  CHECK(run(broken, 10min + 2s, 25min + 2s - 1ms, kOffline) == Reason::none);
  CHECK(broken.judge(at(25min + 2s), kOffline, kMay) == Reason::confirmed_offline);

  for (const auto& [gap, expected] :
       {std::pair{60s + 0ms, Reason::confirmed_offline}, std::pair{60s + 1ms, Reason::none}}) {
    Trial silent(at(0s));
    CHECK(run(silent, 0s, 5min, kOffline) == Reason::none);
    CHECK(run(silent, 5min + gap, 15min, kOffline) == expected);
  }
}

TEST_CASE("C10: a trial that is not confirmed in 30 minutes is rolled back, not a millisecond before") {
  constexpr Health kBlind{false, true, true};
  for (const auto& [until, expected] :
       {std::pair{30min - 1ms, Reason::none}, std::pair{30min + 0ms, Reason::trial_too_long},
        std::pair{30min + 1ms, Reason::trial_too_long}}) {
    Trial trial(at(0s));
    CHECK(run(trial, 0s, until, kBlind) == expected);
  }
}

TEST_CASE("C10: at the end of a trial a blind box does not wait, one that is well does and may still be confirmed") {
  Trial blind(at(0s));
  CHECK(run(blind, 0s, 30min, {false, true, false}, {}) == Reason::trial_too_long);

  const auto well_late = [] {
    Trial trial(at(0s));
    CHECK(run(trial, 0s, 20min, {false, true, false}) == Reason::none);
    CHECK(run(trial, 20min + 1s, 30min - 1s, kOffline) == Reason::none);
    return trial;
  };
  auto free_to_go = well_late();
  CHECK(free_to_go.judge(at(30min), kOffline, kMay) == Reason::trial_too_long);
  auto held = well_late();
  CHECK(run(held, 30min, 35min, kOffline, {}) == Reason::none);
  CHECK(run(held, 35min, 35min + 1s, kOffline, {}) == Reason::confirmed_offline);
}
