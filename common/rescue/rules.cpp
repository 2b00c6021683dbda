#include "common/rescue/rules.hpp"

#include <algorithm>

namespace liftguard::rescue {

namespace {

constexpr Milliseconds kInclusive{1};  // exactly 3:00.000 is in time, 3:00.001 is not

Limit* find_limit(Order& order, Level level, Step step, int round) {
  const auto found = std::ranges::find_if(order.limits, [&](const Limit& limit) {
    return limit.level == level && limit.step == step && limit.round == round;
  });
  return found == order.limits.end() ? nullptr : &*found;
}

Step furthest(const Order& order) {
  Step step = Step::received;
  for (const Dispatch& dispatch : order.dispatches)
    if (!dispatch.not_needed) step = std::max(step, dispatch.step);
  return step;
}

std::optional<UtcTime>& stamp_of(Dispatch& dispatch, Step step) {
  if (step == Step::accepted) return dispatch.accepted;
  if (step == Step::arrived) return dispatch.arrived;
  return dispatch.rescued;
}

UtcTime last_stamp(const Dispatch& dispatch) {
  return dispatch.arrived.value_or(dispatch.accepted.value_or(dispatch.dispatched));
}

Step next(Step step) {
  return static_cast<Step>(static_cast<int>(step) + 1);
}
Step previous(Step step) {
  return static_cast<Step>(static_cast<int>(step) - 1);
}

void begin_accept_limit(Order& order, const Dispatch& dispatch) {
  order.limits.push_back({.level = dispatch.level,
                          .step = Step::accepted,
                          .round = dispatch.round,
                          .due = dispatch.dispatched + order.terms.accept});
}

// The first dispatch of a level, or the next round of one that was withdrawn.
void add_dispatch(Order& order, Level level, UtcTime at, Happenings& happenings) {
  Dispatch dispatch{.level = level, .dispatched = at};
  if (Dispatch* withdrawn = order.find(level)) {
    dispatch.round = withdrawn->round + 1;
    *withdrawn = dispatch;
  } else {
    order.dispatches.insert(std::ranges::upper_bound(order.dispatches, level, {}, &Dispatch::level), dispatch);
  }
  begin_accept_limit(order, dispatch);
  order.step = furthest(order);
  happenings.push_back(
      {.what = What::dispatched, .level = level, .step = Step::dispatched, .round = dispatch.round, .at = at});
}

// RS-2: the 18/30/60 minutes run from the first acceptance of the round.
void begin_rescue_limits(Order& order, Dispatch& dispatch, UtcTime at) {
  if (dispatch.first_accepted) return;
  dispatch.first_accepted = at;
  const Limit limit{.level = dispatch.level, .round = dispatch.round};
  if (order.terms.arrive) {
    order.limits.push_back(limit);
    order.limits.back().step = Step::arrived;
    order.limits.back().due = at + *order.terms.arrive;
  }
  order.limits.push_back(limit);
  order.limits.back().step = Step::rescued;
  order.limits.back().due = at + order.terms.rescue;
}

// RS-14: rescued by one, the other is not needed; what it had already missed stays missed.
void close(Order& order, Level by, UtcTime at, Happenings& happenings) {
  order.closed = at;
  happenings.push_back({.what = What::closed, .level = by, .step = Step::rescued, .at = at});
  for (Dispatch& other : order.dispatches) {
    if (other.level == by || other.withdrawn) continue;
    other.not_needed = true;
    happenings.push_back({.what = What::not_needed, .level = other.level, .step = other.step, .at = at});
  }
  for (Limit& limit : order.limits)
    if (can_fire(limit)) limit.withdrawn = true;
}

void reopen(Order& order, UtcTime now, Happenings& happenings) {
  order.closed.reset();
  happenings.push_back({.what = What::reopened, .at = now});
  for (Dispatch& dispatch : order.dispatches) {
    if (dispatch.withdrawn) continue;
    dispatch.not_needed = false;
    for (Limit& limit : order.limits)
      if (limit.level == dispatch.level && limit.round == dispatch.round) limit.withdrawn = false;
  }
}

// What was withdrawn is there to be dispatched again.
bool has_second(const Order& order) {
  const Dispatch* dispatch = order.find(Level::second);
  return dispatch != nullptr && !dispatch->withdrawn;
}

void fire(Order& order, Limit& limit, const Crews& crews, UtcTime now, Happenings& happenings) {
  limit.fired = now;
  const bool calls_second = limit.level == Level::first && limit.step == Step::accepted;
  happenings.push_back({.what = What::limit_passed,
                        .level = limit.level,
                        .step = limit.step,
                        .round = limit.round,
                        .at = now,
                        .due = limit.due});
  if (!calls_second || has_second(order)) return;
  if (order.terms.second_level == Automatic::yes && crews.second)
    add_dispatch(order, Level::second, now, happenings);
  else
    happenings.push_back({.what = What::no_second_level, .level = Level::second, .at = now});
}

}  // namespace

bool can_fire(const Limit& limit) {
  return !limit.fired && !limit.withdrawn && !(limit.met && *limit.met <= limit.due);
}

std::optional<UtcTime> next_due(const Order& order) {
  std::optional<UtcTime> earliest;
  for (const Limit& limit : order.limits)
    if (can_fire(limit) && (!earliest || limit.due + kInclusive < *earliest)) earliest = limit.due + kInclusive;
  return earliest;
}

Happenings settle(Order& order, const Crews& crews, UtcTime upto, UtcTime now) {
  Happenings happenings;
  for (;;) {
    Limit* first = nullptr;
    for (Limit& limit : order.limits)
      if (can_fire(limit) && limit.due < upto && (first == nullptr || limit.due < first->due)) first = &limit;
    if (first == nullptr) return happenings;
    fire(order, *first, crews, now, happenings);
  }
}

Opening open(Tag tag, const Terms& terms, const Crews& crews, UtcTime now) {
  Opening opening{.order = {.tag = tag, .terms = terms, .opened = now}};
  Happenings& happenings = opening.happenings;
  happenings.push_back({.what = What::opened, .step = Step::received, .at = now});
  if (tag == Tag::test)
    close(opening.order, Level::first, now, happenings);
  else if (terms.first_dispatch == Automatic::yes && crews.first)
    add_dispatch(opening.order, Level::first, now, happenings);
  return opening;
}

Result<Happenings> tap(Order& order, const Crews& crews, Level level, Step step, UtcTime at) {
  Happenings happenings;
  if (!order.open()) return refuse("order_closed");
  Dispatch* dispatch = order.find(level);
  if (step == Step::dispatched) {
    if (dispatch != nullptr && !dispatch->withdrawn) return refuse("already_done");
    if (!crews.has(level)) return refuse("no_crew");
    add_dispatch(order, level, at, happenings);
    return happenings;
  }
  if (dispatch == nullptr) return refuse("not_dispatched");
  if (dispatch->withdrawn) return refuse("withdrawn");
  if (step <= dispatch->step) return refuse("already_done");
  if (step != next(dispatch->step)) return refuse("out_of_turn");
  if (at < last_stamp(*dispatch)) return refuse("before_previous_step");

  stamp_of(*dispatch, step) = at;
  dispatch->step = step;
  if (step == Step::accepted) begin_rescue_limits(order, *dispatch, at);
  if (Limit* limit = find_limit(order, level, step, dispatch->round)) limit->met = at;
  happenings.push_back({.what = What::stepped, .level = level, .step = step, .round = dispatch->round, .at = at});
  if (step == Step::rescued) close(order, level, at, happenings);
  order.step = furthest(order);
  return happenings;
}

Result<Happenings> step_back(Order& order, Level level, UtcTime now) {
  Dispatch* dispatch = order.find(level);
  if (dispatch == nullptr) return refuse("not_dispatched");
  if (dispatch->not_needed) return refuse("not_needed");
  if (dispatch->step <= Step::dispatched) return refuse("nothing_to_take_back");

  Happenings happenings;
  const Step taken_back = dispatch->step;
  stamp_of(*dispatch, taken_back).reset();
  dispatch->step = previous(taken_back);
  if (Limit* limit = find_limit(order, level, taken_back, dispatch->round)) limit->met.reset();
  happenings.push_back(
      {.what = What::stepped_back, .level = level, .step = taken_back, .round = dispatch->round, .at = now});
  if (taken_back == Step::rescued) reopen(order, now, happenings);
  order.step = furthest(order);
  return happenings;
}

Result<Happenings> withdraw(Order& order, Level level, UtcTime now) {
  if (!order.open()) return refuse("order_closed");
  Dispatch* dispatch = order.find(level);
  if (dispatch == nullptr) return refuse("not_dispatched");
  if (dispatch->withdrawn) return refuse("withdrawn");
  if (dispatch->step != Step::dispatched) return refuse("already_accepted");
  dispatch->withdrawn = dispatch->not_needed = true;
  for (Limit& limit : order.limits)
    if (limit.level == level && can_fire(limit)) limit.withdrawn = true;
  order.step = furthest(order);
  return Happenings{
      {.what = What::withdrawn, .level = level, .step = Step::dispatched, .round = dispatch->round, .at = now}};
}

Happenings call_second(Order& order, const Crews& crews, UtcTime now) {
  Happenings happenings;
  if (order.open() && crews.second && !has_second(order)) add_dispatch(order, Level::second, now, happenings);
  return happenings;
}

Happenings new_episode(Order& order, UtcTime now) {
  order.recovered.reset();
  return {{.what = What::new_cause, .at = now}};
}

Happenings renew_rounds(Order& order, UtcTime recovered, UtcTime now) {
  Happenings happenings;
  if (!order.open()) return happenings;
  for (Dispatch& dispatch : order.dispatches) {
    if (dispatch.step == Step::dispatched || last_stamp(dispatch) >= recovered) continue;
    for (Limit& limit : order.limits)
      if (limit.level == dispatch.level && can_fire(limit)) limit.withdrawn = true;
    dispatch = {.level = dispatch.level, .round = dispatch.round + 1, .dispatched = now};
    begin_accept_limit(order, dispatch);
    happenings.push_back({.what = What::dispatched,
                          .level = dispatch.level,
                          .step = Step::dispatched,
                          .round = dispatch.round,
                          .at = now});
  }
  order.step = furthest(order);
  return happenings;
}

Happenings recover(Order& order, UtcTime at) {
  order.recovered = at;
  return {{.what = What::recovered, .at = at}};
}

std::optional<Help> help_under_way(const Order& order) {
  std::optional<Help> furthest;
  if (!order.open()) return furthest;
  for (const Dispatch& dispatch : order.dispatches) {
    if (dispatch.not_needed) continue;
    const Help help{dispatch.step, last_stamp(dispatch)};
    if (!furthest || help.step > furthest->step || (help.step == furthest->step && help.since < furthest->since))
      furthest = help;
  }
  return furthest;
}

}  // namespace liftguard::rescue
