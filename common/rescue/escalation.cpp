#include "common/rescue/escalation.hpp"

#include <algorithm>

namespace liftguard::rescue {

namespace {

constexpr Milliseconds kInclusive{1};
constexpr Milliseconds kLongestDelay = std::chrono::hours{24};

const Dispatch* standing_dispatch(const Order& order, Level level) {
  const Dispatch* dispatch = order.find(level);
  return dispatch != nullptr && !dispatch->withdrawn ? dispatch : nullptr;
}

UtcTime round_began(const Order& order) {
  const Dispatch* dispatch = order.find(Level::first);
  return dispatch != nullptr && dispatch->round > 1 ? dispatch->dispatched : order.opened;
}

bool some_crew_is_at(const Order& order, Step step) {
  return std::ranges::any_of(order.dispatches, [&](const Dispatch& d) { return !d.not_needed && d.step >= step; });
}

bool stopped(const ChainStep& step, const Order& order, const Escalation& escalation) {
  if (!order.open()) return true;
  if (step.who == Who::second_unit && standing_dispatch(order, Level::second) != nullptr) return true;
  switch (step.stops_when) {
    case StopsWhen::opened:
      return escalation.desk_opened.has_value();
    case StopsWhen::accepted:
      return some_crew_is_at(order, Step::accepted);
    case StopsWhen::arrived:
      return some_crew_is_at(order, Step::arrived);
    case StopsWhen::closed:
      return false;
    case StopsWhen::delivered:
      return escalation.reached.contains(step.position);
  }
  return false;
}

// When, if what it was settled by holds still.
std::optional<UtcTime> settled_at(const ChainStep& step, const Order& order, const Escalation& escalation) {
  const auto found = escalation.settled.find(step.position);
  if (found == escalation.settled.end()) return std::nullopt;
  const auto [at, outcome] = found->second;
  return outcome == StepOutcome::stopped && !stopped(step, order, escalation) ? std::nullopt : std::optional(at);
}

bool calls_first_unit(const ChainStep& step) {
  return step.who == Who::rescuer || step.who == Who::manager;
}

// Level 2 may stand alone, and then nobody else must wait for a level 1 that may never come. What was dispatched before
// the round began says nothing about how long the round has waited.
std::optional<UtcTime> dispatched_for(const ChainStep& step, const Order& order) {
  const Dispatch* first = standing_dispatch(order, Level::first);
  const Dispatch* second = standing_dispatch(order, Level::second);
  std::optional<UtcTime> earliest;
  if (first != nullptr) earliest = first->dispatched;
  if (second != nullptr && !calls_first_unit(step))
    earliest = std::min(earliest.value_or(second->dispatched), second->dispatched);
  return earliest ? std::optional(std::max(*earliest, round_began(order))) : std::nullopt;
}

// What a step's delay runs from; none while that has not come.
std::optional<UtcTime> base_of(const ChainStep& step, const ChainStep* before, const Order& order,
                               const Escalation& escalation) {
  switch (step.runs_from) {
    case RunsFrom::opening:
      return round_began(order);
    case RunsFrom::dispatch:
      return dispatched_for(step, order);
    case RunsFrom::previous:
      return before == nullptr ? std::nullopt : settled_at(*before, order, escalation);
  }
  return std::nullopt;
}

// When a step falls due; none: settled, or not to be said yet.
std::optional<UtcTime> due_of(const ChainStep& step, const ChainStep* before, const Order& order,
                              const Escalation& escalation) {
  if (settled_at(step, order, escalation)) return std::nullopt;
  auto base = base_of(step, before, order, escalation);
  if (!base) return std::nullopt;
  if (step.who == Who::second_unit && escalation.second_withdrawn) base = std::max(*base, *escalation.second_withdrawn);
  return *base + step.delay;
}

}  // namespace

int round_of(const Order& order) {
  const Dispatch* dispatch = order.find(Level::first);
  return dispatch == nullptr ? 1 : dispatch->round;
}

std::vector<DueStep> due_steps(const Chain& chain, const Order& order, Escalation escalation, UtcTime now) {
  std::vector<DueStep> due;
  const ChainStep* before = nullptr;
  for (const ChainStep& step : chain) {
    const auto at = due_of(step, before, order, escalation);
    before = &step;
    if (!at || *at + kInclusive > now) continue;
    const auto outcome = stopped(step, order, escalation) ? StepOutcome::stopped : StepOutcome::taken;
    due.push_back({.step = step, .due = *at, .outcome = outcome});
    // What runs from it with no delay of its own is due in the same breath.
    escalation.settled[step.position] = {now - kInclusive, outcome};
  }
  return due;
}

std::optional<UtcTime> next_step(const Chain& chain, const Order& order, const Escalation& escalation) {
  std::optional<UtcTime> next;
  if (!order.open()) return next;
  const ChainStep* before = nullptr;
  for (const ChainStep& step : chain) {
    const auto at = due_of(step, before, order, escalation);
    before = &step;
    if (at && (!next || *at + kInclusive < *next)) next = *at + kInclusive;
  }
  return next;
}

std::optional<std::string_view> flaw_of(const Chain& chain) {
  int position = 0;
  for (const ChainStep& step : chain) {
    if (step.position != ++position) return "步骤须从 1 起依次编号 (positions rise from 1 by 1)";
    if (step.delay < Milliseconds{0} || step.delay > kLongestDelay)
      return "延时须在 0 至 24 小时之间 (a delay is from 0 to 24 hours)";
    if (position == 1 && step.runs_from == RunsFrom::previous)
      return "第一步之前没有步骤 (the first step has none before it)";
    if (step.who == Who::second_unit && step.channel != Channel::sms)
      return "二级救援单位只能以短信派单 (the second unit is dispatched by SMS)";
    if (step.who == Who::second_unit && step.stops_when == StopsWhen::delivered)
      return "二级救援派单前没有可送达的通知 (nothing is sent to the second unit before it is dispatched)";
  }
  return std::nullopt;
}

}  // namespace liftguard::rescue
