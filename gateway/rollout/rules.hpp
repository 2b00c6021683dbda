// How a new firmware goes out to the boxes of a city: to 1 % of them, then to 10 %, then to all; and stops by itself
// when too few of those that have it run without a crash. Pure.
//
// A roll-out that has halted stays so until a person decides. Boxes that have the new firmware keep it.
#pragma once

#include <chrono>
#include <cstdint>
#include <string_view>

#include "common/base/clock.hpp"

namespace liftguard::gateway {

enum class RolloutStage : std::uint8_t { one_percent = 0, ten_percent = 1, all = 2 };

struct RolloutLimits {
  std::uint32_t crash_free_per_mille = 990;    // of the boxes that tried it, at least so many without a crash
  std::uint32_t tried_per_mille = 800;         // of the stage's boxes must have tried before the next stage
  std::uint32_t judged_from = 20;              // boxes; with fewer a rate says nothing
  Milliseconds soak = std::chrono::hours{24};  // at least, of each stage
};

// Boxes of the stage (those of earlier stages included).
struct RolloutCount {
  std::uint32_t boxes = 0;
  std::uint32_t tried = 0;   // have restarted for the new firmware, if only on trial
  std::uint32_t failed = 0;  // of these: crashed with it at least once, rolled it back, or fell silent with it
};

enum class RolloutStep : std::uint8_t {
  go_on = 0,
  next_stage = 1,
  finished = 2,  // the last stage has what would take it to a next one
  halt = 3,
};

enum class RolloutReason : std::uint8_t {
  soaking = 0,
  too_few_tried = 1,
  good = 2,
  crash_rate = 3,   // of those that tried, too many failed
  cannot_pass = 4,  // so many failed that the stage misses the limit even if all others are good
  by_person = 5,    // halted, resumed or cancelled by somebody
};

[[nodiscard]] std::string_view name_of(RolloutReason reason);
[[nodiscard]] std::string_view chinese(RolloutReason reason);

struct RolloutDecision {
  RolloutStep step = RolloutStep::go_on;
  RolloutReason reason = RolloutReason::soaking;
  bool operator==(const RolloutDecision&) const = default;
};

[[nodiscard]] std::uint32_t per_mille_of(RolloutStage stage);

// Is this box in the stage? Every roll-out draws anew, so that it is not always the same boxes that go first; a box
// that is in a stage is in all later ones. `rollout`: its id, any text that is never used again.
[[nodiscard]] bool takes_part(std::string_view rollout, std::string_view monitor, RolloutStage stage);

// `stage_began`, `now`: of one clock.
[[nodiscard]] RolloutDecision decide_rollout(RolloutStage stage, const RolloutCount& count, const RolloutLimits& limits,
                                             UtcTime stage_began, UtcTime now);

}  // namespace liftguard::gateway
