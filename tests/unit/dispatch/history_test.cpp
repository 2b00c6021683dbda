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

// What the person at the button wants: the next step of what they see.
Step wanted_step(Town& town, const Move& move) {
  const auto order = newest(town, move.lift);
  Step step = Step::dispatched;
  if (!order) return step;
  for (const auto& view : order->summary.dispatches)
    if (view.dispatch.level == move.level) step = static_cast<Step>(static_cast<int>(view.dispatch.step) + 1);
  return step;
}

void tap_newest(Town& town, const Move& move, Step step, int repeats) {
  const auto order = newest(town, move.lift);
  if (!order || step > Step::rescued) return;
  Tap made = town.a_tap(order->summary.id, step, move.level);
  made.idempotency_key = "request-" + std::to_string(town.next_event++);
  for (int i = 0; i <= repeats; ++i) (void)town.tap(made);
}

void act(Town& town, const Move& move, Step step, int repeats) {
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
      return tap_newest(town, move, step, repeats);
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

// Everything that people are shown or told about each elevator, in its order, without the ids.
std::vector<std::string> state(Town& town) {
  std::vector<std::string> lines;
  const auto add = [&](const char* name, const std::string& what, const std::string& from) {
    const std::string sql = "select " + what + " from " + from;
    town.read([&](storage::Session& session) {
      for (const storage::Row& row : session.query(storage::Statement{name, sql}))
        lines.push_back(row.get<std::string>(0));
    });
  };
  const std::string by_elevator = " x join orders o on o.id = x.order_id order by o.elevator_id, o.id, x.";
  add("test.state_orders",
      "'o' || step || ' ' || version || ' ' || opened_ms || ' ' || coalesce(recovered_ms, 0) "
      "|| ' ' || coalesce(closed_ms, 0)",
      "orders order by elevator_id, id");
  add("test.state_dispatches",
      "'d' || x.level || ' ' || x.round || ' ' || x.step || ' ' || x.dispatched_ms || ' ' || "
      "coalesce(x.accepted_ms, 0) || ' ' || x.not_needed",
      "dispatches" + by_elevator + "level");
  add("test.state_limits",
      "'l' || x.level || ' ' || x.step || ' ' || x.round || ' ' || x.due_ms || ' ' || coalesce(x.fired_ms, 0) || ' ' "
      "|| coalesce(x.met_ms, 0) || ' ' || x.withdrawn",
      "limits" + by_elevator + "level, x.round, x.step");
  add("test.state_steps", "'s' || x.what || ' ' || coalesce(x.level, 0) || ' ' || x.at_ms",
      "order_steps" + by_elevator + "id");
  add("test.state_notices", "'n' || x.state || ' ' || x.to_name || ' ' || x.text", "notices" + by_elevator + "id");
  add("test.state_alerts", "'a' || kind || ' ' || text_zh",
      "desk_alerts order by elevator_id, coalesce(order_id, 0), id");
  add("test.state_timers", "'t' || kind || ' ' || due_ms", "timers order by kind, due_ms, subject");
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
      const Step step = wanted_step(serial, move);
      act(serial, move, step, 0);

      const UtcTime now = disturbed.now() + move.wait;
      disturbed.run_timers(now - (disturbances[i].timers_first ? 0ms : std::min(move.wait, Milliseconds{1})));
      disturbed.clock.advance_to(now);
      if (disturbances[i].restart) restart(disturbed);
      act(disturbed, move, step, disturbances[i].repeats);
      disturbed.run_timers(now);
      serial.run_timers(now);
      RC_ASSERT(disturbed.number("test.two_open",
                                 "select count(*) from (select elevator_id from orders where closed_ms is null "
                                 "group by elevator_id having count(*) > 1) x") == 0);
    }
    const auto expected = state(serial);
    const auto found = state(disturbed);
    RC_ASSERT(found.size() == expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i) RC_ASSERT(found[i] == expected[i]);
  }));
}
