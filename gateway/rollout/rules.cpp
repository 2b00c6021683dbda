#include "gateway/rollout/rules.hpp"

#include <algorithm>
#include <string>

#include "common/base/checksum.hpp"

namespace liftguard::gateway {
namespace {

constexpr std::uint64_t kWhole = 1000;

std::uint64_t of(std::uint32_t boxes, std::uint32_t per_mille) {
  return std::uint64_t{boxes} * per_mille;
}

// Too many failed for `boxes` to keep the limit.
bool misses(std::uint32_t boxes, std::uint32_t failed, const RolloutLimits& limits) {
  return std::uint64_t{boxes - std::min(boxes, failed)} * kWhole < of(boxes, limits.crash_free_per_mille);
}

}  // namespace

std::uint32_t per_mille_of(RolloutStage stage) {
  switch (stage) {
    case RolloutStage::one_percent:
      return 10;
    case RolloutStage::ten_percent:
      return 100;
    case RolloutStage::all:
      return 1000;
  }
  return 0;
}

std::string_view name_of(RolloutReason reason) {
  switch (reason) {
    case RolloutReason::soaking:
      return "this stage has not run long enough";
    case RolloutReason::too_few_tried:
      return "too few of this stage have tried it";
    case RolloutReason::good:
      return "good";
    case RolloutReason::crash_rate:
      return "too many of those that tried it failed";
    case RolloutReason::cannot_pass:
      return "too many failed for this stage to pass";
    case RolloutReason::by_person:
      return "by a person";
  }
  return "unknown";
}

std::string_view chinese(RolloutReason reason) {
  switch (reason) {
    case RolloutReason::soaking:
      return "本阶段观察时间未到";
    case RolloutReason::too_few_tried:
      return "本阶段已试用的装置太少";
    case RolloutReason::good:
      return "正常";
    case RolloutReason::crash_rate:
      return "已试用装置失败过多";
    case RolloutReason::cannot_pass:
      return "失败过多，本阶段无法达标";
    case RolloutReason::by_person:
      return "人工操作";
  }
  return "未知";
}

bool takes_part(std::string_view rollout, std::string_view monitor, RolloutStage stage) {
  const auto text = std::string(rollout) + '\0' + std::string(monitor);
  const auto draw = crc32c({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}) % kWhole;
  return draw < per_mille_of(stage);
}

RolloutDecision decide_rollout(RolloutStage stage, const RolloutCount& count, const RolloutLimits& limits,
                               UtcTime stage_began, UtcTime now) {
  if (misses(count.boxes, count.failed, limits)) return {RolloutStep::halt, RolloutReason::cannot_pass};
  if (count.tried >= limits.judged_from && misses(count.tried, count.failed, limits))
    return {RolloutStep::halt, RolloutReason::crash_rate};
  if (now - stage_began < limits.soak) return {RolloutStep::go_on, RolloutReason::soaking};
  if (std::uint64_t{count.tried} * kWhole < of(count.boxes, limits.tried_per_mille))
    return {RolloutStep::go_on, RolloutReason::too_few_tried};
  return {stage == RolloutStage::all ? RolloutStep::finished : RolloutStep::next_stage, RolloutReason::good};
}

}  // namespace liftguard::gateway
