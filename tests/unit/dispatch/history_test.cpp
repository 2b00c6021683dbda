// Fault row I10: any interleaving of events, repeats, timers, taps, steps back and restarts ends where the serial run
// of the same history ends, with never two open orders for one elevator and each limit fired at most once.
#include <rapidcheck.h>

#include <catch2/catch.hpp>
#include <cstdlib>
#include <map>
#include <ostream>
#include <set>

#include "tests/unit/dispatch/town.hpp"

using namespace liftguard;
using namespace liftguard::dispatch;
using namespace liftguard::testing;

namespace {

enum class Act { trapped, recovered, button, tap, back, nothing };

struct Move {
  Milliseconds wait{};
  Act act = Act::nothing;
  std::size_t lift = 0;
  std::uint64_t episode = 1;
  Level level = Level::first;
};

// What is done on top in the disturbed run; nothing of it may show.
struct Disturbance {
  bool timers_first = false;
  bool restart = false;
  int repeats = 0;
};

std::ostream& operator<<(std::ostream& out, const Move& m) {
  return out << "after " << m.wait.count() << " ms act " << static_cast<int>(m.act) << " lift " << m.lift << " episode "
             << m.episode << " level " << static_cast<int>(m.level);
}
std::ostream& operator<<(std::ostream& out, const Disturbance& d) {
  return out << (d.timers_first ? "timers first, " : "") << (d.restart ? "restart, " : "") << d.repeats << " repeats";
}

Move any_move() {
  return {
      .wait = *rc::gen::element(0ms, 1ms, 60'000ms, 180'000ms, 180'001ms, 1'080'001ms, 1'800'001ms),
      .act = *rc::gen::weightedElement<Act>(
          {{4, Act::trapped}, {2, Act::recovered}, {1, Act::button}, {8, Act::tap}, {2, Act::back}, {2, Act::nothing}}),
      .lift = *rc::gen::inRange<std::size_t>(0, 2),
      .episode = *rc::gen::inRange<std::uint64_t>(1, 4),
      .level = *rc::gen::element(Level::first, Level::first, Level::second)};
}

Disturbance any_disturbance() {
  return {.timers_first = *rc::gen::arbitrary<bool>(),
          .restart = *rc::gen::inRange(0, 4) == 0,
          .repeats = *rc::gen::inRange(0, 3)};
}

// The newest order of the elevator, open or closed.
std::optional<OrderDetail> newest(Town& town, std::size_t lift) {
  const auto row = town.read([&](storage::Session& session) {
    return session.query_one(
        storage::Statement{"test.newest",
                           "select id from orders where elevator_id = :1 order by opened_ms desc, id desc limit 1"},
        town.elevators[lift]);
  });
  if (!row) return std::nullopt;
  return town.detail(row->get<OrderId>(0));
}

void tap_next(Town& town, const Move& move, int repeats) {
  const auto order = newest(town, move.lift);
  if (!order) return;
  Step step = Step::dispatched;
  for (const auto& view : order->summary.dispatches)
    if (view.dispatch.level == move.level) step = static_cast<Step>(static_cast<int>(view.dispatch.step) + 1);
  if (step > Step::rescued) return;
  Tap made = town.a_tap(order->summary.id, step, move.level);
  made.idempotency_key = "request-" + std::to_string(town.next_event++);
  for (int i = 0; i <= repeats; ++i) (void)town.tap(made);
}

void act(Town& town, const Move& move, int repeats) {
  const auto send = [&](EventKind kind, std::uint64_t episode) {
    const Alarm alarm = town.alarm(kind, episode, move.lift);
    for (int i = 0; i <= repeats; ++i) town.apply(alarm);
  };
  switch (move.act) {
    case Act::trapped:
      return send(EventKind::trapped, move.episode);
    case Act::recovered:
      return send(EventKind::recovered, move.episode);
    case Act::button:
      return send(EventKind::alarm_button, 0);
    case Act::tap:
      return tap_next(town, move, repeats);
    case Act::back:
      if (const auto order = newest(town, move.lift)) (void)town.back(order->summary.id, move.level);
      return;
    case Act::nothing:
      return;
  }
}

void restart(Town& town) {
  town.database.reset();
  town.database = town.scratch.open({.clock = &town.clock});
}

// Everything that people are shown or told, without the ids.
std::vector<std::string> state(Town& town) {
  std::vector<std::string> lines;
  const auto add = [&](const char* name, const char* sql) {
    town.read([&](storage::Session& session) {
      for (const storage::Row& row : session.query(storage::Statement{name, sql}))
        lines.push_back(row.get<std::string>(0));
    });
  };
  add("test.state_orders",
      "select 'o' || elevator_id || ' ' || step || ' ' || version || ' ' || opened_ms || ' ' || coalesce(recovered_ms, "
      "0) || ' ' || "
      "coalesce(closed_ms, 0) from orders order by id");
  add("test.state_dispatches",
      "select 'd' || level || ' ' || round || ' ' || step || ' ' || dispatched_ms || ' ' || coalesce(accepted_ms, 0) "
      "|| ' ' || "
      "not_needed from dispatches order by id");
  add("test.state_limits",
      "select 'l' || level || ' ' || step || ' ' || round || ' ' || due_ms || ' ' || coalesce(fired_ms, 0) || ' ' || "
      "coalesce(met_ms, 0) || ' ' || withdrawn from limits order by order_id, level, round, step");
  add("test.state_steps",
      "select 's' || what || ' ' || coalesce(level, 0) || ' ' || at_ms from order_steps order by id");
  add("test.state_notices", "select 'n' || state || ' ' || to_name || ' ' || text from notices order by id");
  add("test.state_alerts", "select 'a' || kind || ' ' || text_zh from desk_alerts order by id");
  add("test.state_timers", "select 't' || kind || ' ' || due_ms from timers order by kind, due_ms, subject");
  return lines;
}

}  // namespace

TEST_CASE("I10: repeats, restarts and the order of timers and taps leave no trace") {
  // A history takes about 50 ms on a real file; RC_PARAMS=max_success=20000 is the long run.
  setenv("RC_PARAMS", "max_success=60 max_size=25", 0);
  CHECK(rc::check([] {
    const auto moves = *rc::gen::container<std::vector<Move>>(rc::gen::exec(any_move));
    const auto disturbances =
        *rc::gen::container<std::vector<Disturbance>>(moves.size(), rc::gen::exec(any_disturbance));
    Town serial;
    Town disturbed;
    for (std::size_t i = 0; i < moves.size(); ++i) {
      const Move& move = moves[i];
      serial.run_timers(serial.now() + move.wait);
      act(serial, move, 0);

      const UtcTime now = disturbed.now() + move.wait;
      disturbed.run_timers(now - (disturbances[i].timers_first ? 0ms : std::min(move.wait, Milliseconds{1})));
      disturbed.clock.advance_to(now);
      if (disturbances[i].restart) restart(disturbed);
      act(disturbed, move, disturbances[i].repeats);
      disturbed.run_timers(now);
      serial.run_timers(now);
      RC_ASSERT(disturbed.number("test.two_open",
                                 "select count(*) from (select elevator_id from orders where closed_ms is null "
                                 "group by elevator_id having count(*) > 1) x") == 0);
    }
    RC_ASSERT(state(serial) == state(disturbed));
  }));
}
