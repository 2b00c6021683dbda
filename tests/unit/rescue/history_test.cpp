// Rule properties over random histories (fault rows H21, I3, I10). RC_PARAMS=max_success=1000000 runs them longer, and
// seed=... repeats one.
#include <rapidcheck.h>

#include <catch2/catch.hpp>
#include <cstdlib>
#include <map>
#include <ostream>
#include <set>
#include <tuple>

#include "tests/unit/rescue/orders.hpp"

using namespace liftguard;
using namespace liftguard::rescue;
using namespace liftguard::testing;
using namespace std::chrono_literals;

namespace {

const bool kMoreThanTheDefault = setenv("RC_PARAMS", "max_success=5000", 0) == 0;

using LimitKey = std::tuple<Level, Step, int>;

struct Move {
  Milliseconds wait;
  int kind;  // 0..6 a tap, 7..8 back, 9 a new episode, 10 nothing
  Level level;
};

std::ostream& operator<<(std::ostream& out, const Move& move) {
  return out << "after " << move.wait.count() << " ms kind " << move.kind << " level " << static_cast<int>(move.level);
}

Move any_move() {
  // Waits that land on and around the limits are the interesting ones.
  return {*rc::gen::element(0ms, 1ms, 999ms, 60'000ms, 179'999ms, 180'000ms, 180'001ms, 1'080'000ms, 1'080'001ms,
                            1'800'000ms, 1'800'001ms),
          *rc::gen::inRange(0, 11), *rc::gen::element(Level::first, Level::second)};
}

Step next_step(const Order& order, Level level) {
  const Dispatch* dispatch = order.find(level);
  return dispatch == nullptr ? Step::dispatched : static_cast<Step>(static_cast<int>(dispatch->step) + 1);
}

// Applies one move at `now`; refusals are fine.
Happenings apply(Order& order, const Move& move, UtcTime now) {
  Happenings happenings = settle(order, kBoth, now, now);
  const auto add = [&](const Result<Happenings>& result) {
    if (result) happenings.insert(happenings.end(), result->begin(), result->end());
  };
  if (move.kind <= 6) {
    const Step step = next_step(order, move.level);
    if (step <= Step::rescued) add(tap(order, kBoth, move.level, step, now));
  } else if (move.kind <= 8) {
    add(step_back(order, move.level, now));
  } else if (move.kind == 9 && order.open()) {
    add(recover(order, now));
    add(new_episode(order, now));
    add(renew_rounds(order, now, now));
  }
  add(settle(order, kBoth, now, now));
  return happenings;
}

}  // namespace

TEST_CASE("RS-6 I3: over any history each limit fires at most once, never early, and iff its step was late") {
  CHECK(rc::check([] {
    Order order = open_order(*rc::gen::element(Area::city_centre, Area::elsewhere));
    UtcTime now = kStart;
    std::map<LimitKey, int> fired;
    const auto moves = *rc::gen::container<std::vector<Move>>(rc::gen::exec(any_move));
    for (const Move& move : moves) {
      now += move.wait;
      for (const Happening& happening : apply(order, move, now)) {
        if (happening.what != What::limit_passed) continue;
        RC_ASSERT(++fired[LimitKey(happening.level, happening.step, happening.round)] == 1);
        RC_ASSERT(happening.due < happening.at);
      }
      for (const Limit& limit : order.limits) {
        RC_ASSERT(limit.fired.has_value() == fired.contains(LimitKey(limit.level, limit.step, limit.round)));
        if (limit.met && *limit.met > limit.due) RC_ASSERT(limit.fired.has_value());
        if (!limit.fired && !limit.withdrawn && !limit.met && order.open()) RC_ASSERT(now <= limit.due);
      }
    }
    RC_TAG(fired.size());
  }));
}

TEST_CASE("RS-2 H21: over any history limits are unique, and run from the first acceptance of their round") {
  CHECK(rc::check([] {
    Order order = open_order();
    UtcTime now = kStart;
    std::map<LimitKey, UtcTime> due;
    const auto moves = *rc::gen::container<std::vector<Move>>(rc::gen::exec(any_move));
    for (const Move& move : moves) {
      now += move.wait;
      apply(order, move, now);
      std::set<LimitKey> keys;
      for (const Limit& limit : order.limits) {
        const LimitKey key(limit.level, limit.step, limit.round);
        RC_ASSERT(keys.insert(key).second);
        const auto [known, fresh] = due.emplace(key, limit.due);
        RC_ASSERT(known->second == limit.due);  // a due time never moves
        const Dispatch& dispatch = *order.find(limit.level);
        if (limit.round == dispatch.round && limit.step != Step::accepted)
          RC_ASSERT(dispatch.first_accepted.has_value());
      }
    }
  }));
}

TEST_CASE("RS-14: over any history an order is closed exactly while one dispatch has rescued") {
  CHECK(rc::check([] {
    Order order = open_order();
    UtcTime now = kStart;
    const auto moves = *rc::gen::container<std::vector<Move>>(rc::gen::exec(any_move));
    for (const Move& move : moves) {
      now += move.wait;
      apply(order, move, now);
      const auto rescued = std::ranges::count(order.dispatches, Step::rescued, &Dispatch::step);
      RC_ASSERT(rescued == (order.closed ? 1 : 0));
      for (const Dispatch& dispatch : order.dispatches)
        RC_ASSERT(dispatch.not_needed == (order.closed.has_value() && dispatch.step != Step::rescued));
      if (order.closed) RC_ASSERT(!next_due(order));
    }
  }));
}

TEST_CASE("I10: a timer that runs at the same instant as a move, before or after it, changes nothing") {
  CHECK(rc::check([] {
    Order timer_first = open_order();
    Order move_first = timer_first;
    UtcTime now = kStart;
    const auto moves = *rc::gen::container<std::vector<Move>>(rc::gen::exec(any_move));
    for (const Move& move : moves) {
      now += move.wait;
      settle(timer_first, kBoth, now, now);
      apply(timer_first, move, now);
      apply(move_first, move, now);
      settle(move_first, kBoth, now, now);
      RC_ASSERT(timer_first == move_first);
    }
  }));
}
