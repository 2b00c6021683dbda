#include "gateway/commands/rules.hpp"

#include <algorithm>

namespace liftguard::gateway::commands {

namespace {

constexpr int kMostDoublings = 5;  // 30 s, 1, 2, 4, 8 min, and 10 min from then on

}  // namespace

std::optional<UtcTime> next_repeat(int sends, UtcTime sent, UtcTime expires) {
  const int doublings = std::clamp(sends - 1, 0, kMostDoublings);
  const UtcTime next = sent + std::min(kFirstRepeat * (1 << doublings), kLongestRepeat);
  return next > expires ? std::nullopt : std::optional(next);
}

bool takes(std::optional<wire::CommandOutcome> known, wire::CommandOutcome heard) {
  if (!known) return true;
  return *known == wire::CommandOutcome::repeated && heard != wire::CommandOutcome::repeated;
}

bool may_be_undone(wire::CommandOutcome known) {
  return known == wire::CommandOutcome::done || known == wire::CommandOutcome::repeated;
}

std::string_view name_of(State state) {
  switch (state) {
    case State::issued:
      return "issued";
    case State::sent:
      return "sent";
    case State::answered:
      return "answered";
    case State::expired:
      return "expired";
  }
  return "unknown";
}

std::string_view chinese(State state) {
  switch (state) {
    case State::issued:
      return "待发送";
    case State::sent:
      return "已发送";
    case State::answered:
      return "已答复";
    case State::expired:
      return "已过期";
  }
  return "未知";
}

std::string_view name_of(wire::CommandOutcome outcome) {
  switch (outcome) {
    case wire::CommandOutcome::none:
      return "none";
    case wire::CommandOutcome::done:
      return "done";
    case wire::CommandOutcome::expired:
      return "expired";
    case wire::CommandOutcome::repeated:
      return "repeated";
    case wire::CommandOutcome::unknown:
      return "unknown";
    case wire::CommandOutcome::refused:
      return "refused";
    case wire::CommandOutcome::busy:
      return "busy";
    case wire::CommandOutcome::failed:
      return "failed";
  }
  return "none";
}

std::string_view chinese(wire::CommandOutcome outcome) {
  switch (outcome) {
    case wire::CommandOutcome::none:
      return "结果不明";
    case wire::CommandOutcome::done:
      return "已完成";
    case wire::CommandOutcome::expired:
      return "收到时已过期";
    case wire::CommandOutcome::repeated:
      return "此前已处理";
    case wire::CommandOutcome::unknown:
      return "装置不支持";
    case wire::CommandOutcome::refused:
      return "装置拒绝";
    case wire::CommandOutcome::busy:
      return "装置忙";
    case wire::CommandOutcome::failed:
      return "执行失败";
  }
  return "结果不明";
}

}  // namespace liftguard::gateway::commands
