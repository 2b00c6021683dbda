#include "common/rescue/forecast.hpp"

#include <algorithm>
#include <array>

namespace liftguard::rescue {

namespace {

// When each step is taken, if it has been, or when it is to be expected; never before `now`.
struct Course {
  UtcTime accepted{}, arrived{}, rescued{};

  [[nodiscard]] UtcTime at(Step step) const {
    return step == Step::accepted ? accepted : step == Step::arrived ? arrived : rescued;
  }
};

Course course_of(const Dispatch& d, const TypicalTimes& times, UtcTime now) {
  Course course;
  course.accepted = d.accepted.value_or(std::max(now, d.dispatched + times.accept));
  course.arrived = d.arrived.value_or(std::max(now, course.accepted + times.arrive));
  course.rescued = d.rescued.value_or(std::max(now, course.arrived + times.rescue));
  return course;
}

const Limit* limit_of(const Order& order, const Dispatch& dispatch, Step step) {
  const auto found = std::ranges::find_if(order.limits, [&](const Limit& limit) {
    return limit.level == dispatch.level && limit.step == step && limit.round == dispatch.round && !limit.withdrawn;
  });
  return found == order.limits.end() ? nullptr : &*found;
}

// The end of a step's limit; before the acceptance that of 18 and 30 minutes rests on when it is expected.
std::optional<UtcTime> due_of(const Order& order, const Dispatch& dispatch, Step step, const Course& course) {
  if (const Limit* limit = limit_of(order, dispatch, step)) return limit->due;
  if (step == Step::arrived && order.terms.arrive) return course.accepted + *order.terms.arrive;
  if (step == Step::rescued) return course.accepted + order.terms.rescue;
  return std::nullopt;
}

}  // namespace

std::string_view name_of(Prospect prospect) {
  switch (prospect) {
    case Prospect::on_time:
      return "on_time";
    case Prospect::at_risk:
      return "at_risk";
    case Prospect::lost:
      return "lost";
  }
  return "unknown";
}

TypicalTimes with_floor(const TypicalTimes& times) {
  return {.accept = std::max(times.accept, kQuickest.accept),
          .arrive = std::max(times.arrive, kQuickest.arrive),
          .rescue = std::max(times.rescue, kQuickest.rescue)};
}

std::optional<Forecast> forecast(const Order& order, Level level, const TypicalTimes& typical, UtcTime now) {
  const Dispatch* dispatch = order.find(level);
  std::optional<Forecast> worst;
  if (!order.open() || dispatch == nullptr || dispatch->not_needed) return worst;
  const Course usual = course_of(*dispatch, with_floor(typical), now);
  const Course quickest = course_of(*dispatch, kQuickest, now);
  for (const Step step : std::array{Step::accepted, Step::arrived, Step::rescued}) {
    if (dispatch->step >= step) continue;
    const auto due = due_of(order, *dispatch, step, usual);
    const auto last = due_of(order, *dispatch, step, quickest);
    if (!due || !last) continue;
    Forecast one{.level = level, .step = step, .spare = *due - usual.at(step)};
    if (quickest.at(step) > *last)
      one.prospect = Prospect::lost;
    else if (one.spare < Milliseconds{0})
      one.prospect = Prospect::at_risk;
    if (one.prospect == Prospect::lost) return one;
    if (!worst || one.spare < worst->spare) worst = one;
  }
  return worst;
}

std::optional<UtcTime> turns(const std::function<Prospect(UtcTime)>& prospect_at, Prospect bad, UtcTime now) {
  UtcTime before = now;
  UtcTime after = now + std::chrono::hours{24};
  if (prospect_at(before) >= bad || prospect_at(after) < bad) return std::nullopt;
  while (after - before > Milliseconds{1}) {
    const UtcTime middle = before + (after - before) / 2;
    (prospect_at(middle) < bad ? before : after) = middle;
  }
  return after;
}

std::optional<Forecast> better(const std::optional<Forecast>& a, const std::optional<Forecast>& b) {
  if (!a || !b) return a ? a : b;
  if (a->prospect != b->prospect) return a->prospect < b->prospect ? a : b;
  return b->step > a->step ? b : a;
}

}  // namespace liftguard::rescue
