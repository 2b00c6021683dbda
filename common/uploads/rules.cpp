#include "common/uploads/rules.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace liftguard::uploads {

namespace {

constexpr std::array kStates{State::pending, State::claimed, State::accepted, State::rejected, State::unknown};

constexpr double kJitter = 0.2;
constexpr int kMostDoublings = 20;

Milliseconds back_off(const BackOff& rule, int failures, double random) {
  const int doublings = std::clamp(failures - 1, 0, kMostDoublings);
  const double doubled = std::ldexp(static_cast<double>(rule.first.count()), doublings);
  const double wait = std::min(doubled, static_cast<double>(rule.longest.count()));
  return Milliseconds{std::llround(wait * (1.0 + kJitter * (2.0 * random - 1.0)))};
}

}  // namespace

std::string_view name_of(State state) {
  switch (state) {
    case State::pending:
      return "pending";
    case State::claimed:
      return "claimed";
    case State::accepted:
      return "accepted";
    case State::rejected:
      return "rejected";
    case State::unknown:
      return "unknown";
  }
  return {};
}

std::string_view chinese(State state) {
  switch (state) {
    case State::pending:
      return "待上传";
    case State::claimed:
      return "上传中";
    case State::accepted:
      return "已接收";
    case State::rejected:
      return "未接收";
    case State::unknown:
      return "结果不明";
  }
  return {};
}

std::optional<State> state_named(std::string_view name) {
  const auto found = std::ranges::find_if(kStates, [&](State state) { return name_of(state) == name; });
  return found == kStates.end() ? std::nullopt : std::optional(*found);
}

Came came_of_status(long status) {
  if (status >= 200 && status < 300) return Came::accepted;
  if (status >= 300 && status < 400) return Came::turned_away;
  switch (status) {
    case 401:
    case 403:
    case 404:
    case 405:
    case 407:
    case 429:
      return Came::turned_away;
    case 408:
    case 425:
      return Came::lost;
    default:
      return status >= 400 && status < 500 ? Came::refused : Came::lost;
  }
}

Verdict judge(const Attempt& attempt, const BackOff& rule, double random) {
  Milliseconds wait = back_off(rule, attempt.failures, random);
  if (attempt.retry_after) wait = std::max(wait, std::min(*attempt.retry_after, rule.longest));
  switch (attempt.came) {
    case Came::accepted:
      return {State::accepted};
    case Came::refused:
      return {State::rejected};
    case Came::turned_away:
      return {State::pending, wait, wait};
    case Came::lost:
      if (attempt.repeats == Repeats::idempotent) return {State::pending, wait, wait};
      return {State::unknown, Milliseconds{0}, wait};
  }
  return {};
}

bool may_resend(State state) {
  return state == State::unknown || state == State::rejected;
}

bool may_settle(State from, State to) {
  const bool owed = from == State::pending || from == State::unknown || from == State::rejected;
  return owed && from != to && (to == State::accepted || to == State::rejected);
}

}  // namespace liftguard::uploads
