#include "gateway/rollout/box_rules.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "firmware/update/reason.hpp"

namespace liftguard::gateway {
namespace {

using update::Reason;
using wire::UpdatePhase;

// How a trial ends that was not confirmed.
constexpr std::array kRollBacks{Reason::trial_too_long, Reason::trial_crashed, Reason::trial_starts_used,
                                Reason::trial_damaged};

bool is_roll_back(std::uint8_t reason) {
  return std::find(kRollBacks.begin(), kRollBacks.end(), static_cast<Reason>(reason)) != kRollBacks.end();
}

std::string words(std::uint8_t reason) {
  const auto words = update::words_of(static_cast<Reason>(reason));
  return reason == 0 ? std::string() : fmt::format("{} / {}", words.zh, words.en);
}

BoxState fail(BoxState state, BoxFailure failure, std::string detail) {
  state.step = BoxStep::failed;
  state.tried = true;
  if (state.failure != BoxFailure::none) return state;
  state.failure = failure;
  state.detail = std::move(detail);
  return state;
}

BoxState out(BoxState state, std::string detail) {
  state.step = BoxStep::out;
  state.detail = std::move(detail);
  return state;
}

BoxState step_to(BoxState state, BoxStep step, std::uint8_t reason = 0) {
  state.step = step;
  state.detail = words(reason);
  return state;
}

BoxState with_image_running(BoxState state, UpdatePhase phase) {
  state.tried = true;
  if (state.failure != BoxFailure::none) return step_to(state, BoxStep::failed);
  return step_to(state, phase == UpdatePhase::trial ? BoxStep::trial : BoxStep::done);
}

// It runs another version than the image's.
BoxState without_image(BoxState state, std::uint64_t version, const wire::UpdateStatus& update) {
  if (state.step == BoxStep::failed || state.step == BoxStep::out) return state;
  if (update.phase == UpdatePhase::idle && update.version == version && is_roll_back(update.reason))
    return fail(std::move(state), BoxFailure::rolled_back, words(update.reason));
  if (update.running > version) return out(std::move(state), "已是更新的版本 / runs a newer version");
  if (update.version == version) {
    if (update.phase == UpdatePhase::receiving) return step_to(std::move(state), BoxStep::receiving);
    if (update.phase != UpdatePhase::idle) return step_to(std::move(state), BoxStep::ready, update.reason);
  }
  // What it had received, it has no more: it is offered again.
  const bool lost = state.step == BoxStep::receiving || state.step == BoxStep::ready;
  return lost ? step_to(std::move(state), BoxStep::waiting, update.reason) : state;
}

}  // namespace

BoxState after_birth(BoxState state, std::uint64_t version, const BoxReport& report) {
  if (report.update.running != version) return without_image(std::move(state), version, report.update);
  // The first start with the image tells how the program before it ended.
  const bool crashed =
      report.new_start && state.tried &&
      (report.boot_reason == wire::BootReason::crash || report.boot_reason == wire::BootReason::watchdog);
  if (report.safe_mode) return fail(std::move(state), BoxFailure::safe_mode, "");
  if (crashed) return fail(std::move(state), BoxFailure::crashed, "");
  return with_image_running(std::move(state), report.update.phase);
}

BoxState after_progress(BoxState state, std::uint64_t version, const wire::UpdateStatus& update) {
  if (update.running != version) return without_image(std::move(state), version, update);
  return with_image_running(std::move(state), update.phase);
}

BoxState after_answer(BoxState state, wire::CommandOutcome outcome, std::string_view detail) {
  if (state.step != BoxStep::offered) return state;
  switch (outcome) {
    case wire::CommandOutcome::done:
    case wire::CommandOutcome::repeated:
      return step_to(std::move(state), BoxStep::receiving);
    case wire::CommandOutcome::expired:
    case wire::CommandOutcome::busy:
    case wire::CommandOutcome::failed: {
      auto next = step_to(std::move(state), BoxStep::waiting);
      next.detail = detail;
      return next;
    }
    case wire::CommandOutcome::none:
    case wire::CommandOutcome::unknown:
    case wire::CommandOutcome::refused:
      return out(std::move(state), std::string(detail));
  }
  return state;
}

BoxState after_silence(BoxState state) {
  if (!is_with_image(state.step)) return state;
  return fail(std::move(state), BoxFailure::silent, "");
}

std::string_view name_of(BoxStep step) {
  switch (step) {
    case BoxStep::waiting:
      return "waiting";
    case BoxStep::offered:
      return "offered";
    case BoxStep::receiving:
      return "receiving";
    case BoxStep::ready:
      return "ready";
    case BoxStep::trial:
      return "trial";
    case BoxStep::done:
      return "done";
    case BoxStep::out:
      return "out";
    case BoxStep::failed:
      return "failed";
  }
  return "unknown";
}

std::string_view chinese(BoxStep step) {
  switch (step) {
    case BoxStep::waiting:
      return "等待";
    case BoxStep::offered:
      return "已通知";
    case BoxStep::receiving:
      return "下载中";
    case BoxStep::ready:
      return "待重启";
    case BoxStep::trial:
      return "试运行";
    case BoxStep::done:
      return "完成";
    case BoxStep::out:
      return "不适用";
    case BoxStep::failed:
      return "失败";
  }
  return "未知";
}

std::string_view name_of(BoxFailure failure) {
  switch (failure) {
    case BoxFailure::none:
      return "";
    case BoxFailure::crashed:
      return "crashed";
    case BoxFailure::rolled_back:
      return "rolled back";
    case BoxFailure::silent:
      return "silent";
    case BoxFailure::safe_mode:
      return "safe mode";
  }
  return "unknown";
}

std::string_view chinese(BoxFailure failure) {
  switch (failure) {
    case BoxFailure::none:
      return "";
    case BoxFailure::crashed:
      return "崩溃";
    case BoxFailure::rolled_back:
      return "已回退";
    case BoxFailure::silent:
      return "失联";
    case BoxFailure::safe_mode:
      return "安全模式";
  }
  return "未知";
}

}  // namespace liftguard::gateway
