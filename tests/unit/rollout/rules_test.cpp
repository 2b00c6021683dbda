#include <catch2/catch.hpp>

#include <fmt/format.h>

#include "gateway/rollout/rules.hpp"

using namespace liftguard::gateway;
using namespace std::chrono_literals;
using liftguard::UtcTime;

namespace {

constexpr RolloutDecision kSoaking{RolloutStep::go_on, RolloutReason::soaking};
constexpr RolloutDecision kTooFew{RolloutStep::go_on, RolloutReason::too_few_tried};
constexpr RolloutDecision kNext{RolloutStep::next_stage, RolloutReason::good};
constexpr RolloutDecision kFinished{RolloutStep::finished, RolloutReason::good};
constexpr RolloutDecision kCrashRate{RolloutStep::halt, RolloutReason::crash_rate};
constexpr RolloutDecision kCannotPass{RolloutStep::halt, RolloutReason::cannot_pass};

}  // namespace

TEST_CASE("a roll-out goes on, to the next stage, or halts: limits of 99 %, 80 %, 20 boxes and 24 h") {
  struct Row {
    RolloutStage stage;
    RolloutCount count;
    liftguard::Milliseconds since;
    RolloutDecision expected;
  };
  constexpr auto kOne = RolloutStage::one_percent, kTen = RolloutStage::ten_percent, kAll = RolloutStage::all;
  for (const auto& row : std::initializer_list<Row>{
           {kOne, {600, 0, 0}, 0h, kSoaking},
           {kOne, {600, 600, 0}, 24h - 1ms, kSoaking},
           {kOne, {600, 600, 0}, 24h, kNext},
           {kTen, {6000, 6000, 0}, 24h, kNext},
           {kAll, {60000, 60000, 0}, 24h, kFinished},
           // 80 % of 600 are 480.
           {kOne, {600, 479, 0}, 30 * 24h, kTooFew},
           {kOne, {600, 480, 0}, 24h, kNext},
           // 1 % of 600 are 6: a seventh failure cannot be made good, whoever has tried.
           {kOne, {600, 600, 6}, 24h, kNext},
           {kOne, {600, 600, 7}, 1h, kCannotPass},
           {kOne, {600, 10, 7}, 1h, kCannotPass},
           // Of those that tried: judged from 20 on, and at exactly 99 % still good.
           {kOne, {600, 19, 1}, 1h, kSoaking},
           {kOne, {600, 20, 1}, 1h, kCrashRate},
           {kOne, {600, 99, 1}, 1h, kCrashRate},
           {kOne, {600, 100, 1}, 1h, kSoaking},
           {kTen, {6000, 199, 2}, 48h, kCrashRate},
           {kTen, {6000, 200, 2}, 48h, kTooFew},
           // In a small town one failure in the first stage is too many, and an empty stage only takes its time.
           {kOne, {1, 1, 1}, 1h, kCannotPass},
           {kOne, {0, 0, 0}, 24h - 1ms, kSoaking},
           {kOne, {0, 0, 0}, 24h, kNext},
           {kOne, {3, 5, 5}, 1h, kCannotPass},  // boxes left the stage after they had failed
       }) {
    INFO("boxes " << row.count.boxes << ", tried " << row.count.tried << ", failed " << row.count.failed);
    const UtcTime began = liftguard::utc_from_ms(1'700'000'000'000);
    CHECK(decide_rollout(row.stage, row.count, {}, began, began + row.since) == row.expected);
  }
}

TEST_CASE("a box of a stage is in all later stages, and every box is in the last") {
  for (int i = 0; i < 5000; ++i) {
    const auto monitor = fmt::format("LG-{:06}", i);
    const bool one = takes_part("r1", monitor, RolloutStage::one_percent);
    const bool ten = takes_part("r1", monitor, RolloutStage::ten_percent);
    CHECK((!one || ten));
    CHECK(takes_part("r1", monitor, RolloutStage::all));
  }
}

TEST_CASE("of 60,000 boxes 1 % and 10 % are drawn, other ones each time") {
  int one = 0, ten = 0, one_again = 0;
  for (int i = 0; i < 60000; ++i) {
    const auto monitor = fmt::format("LG-{:06}", i);
    const bool first = takes_part("r1", monitor, RolloutStage::one_percent);
    one += first ? 1 : 0;
    ten += takes_part("r1", monitor, RolloutStage::ten_percent) ? 1 : 0;
    one_again += first && takes_part("r2", monitor, RolloutStage::one_percent) ? 1 : 0;
  }
  CHECK(one > 500);
  CHECK(one < 700);
  CHECK(ten > 5700);
  CHECK(ten < 6300);
  CHECK(one_again < 30);
}
