// The districts' chains as a pure rule: which step falls due when, and what stops it (RS-6, RS-12).
#include <catch2/catch.hpp>

#include "common/rescue/escalation.hpp"
#include "tests/unit/rescue/orders.hpp"

using namespace liftguard;
using namespace liftguard::rescue;
using namespace liftguard::testing;
using namespace std::chrono_literals;

namespace {

const Chain kRs12{{1, Who::next_desk, Channel::desk, RunsFrom::opening, 45s, StopsWhen::opened},
                  {2, Who::next_desk, Channel::voice, RunsFrom::previous, 0s, StopsWhen::opened}};

std::vector<int> positions(const std::vector<DueStep>& due, StepOutcome outcome = StepOutcome::taken) {
  std::vector<int> found;
  for (const DueStep& step : due)
    if (step.outcome == outcome) found.push_back(step.step.position);
  return found;
}

}  // namespace

TEST_CASE("RS-12: nobody at a desk has opened the order: due after 45.000 s, not at it") {
  const Order order = open_order();
  CHECK(due_steps(kRs12, order, {}, kStart + 44s + 999ms).empty());
  CHECK(due_steps(kRs12, order, {}, kStart + 45s).empty());
  const auto due = due_steps(kRs12, order, {}, kStart + 45s + 1ms);
  CHECK(positions(due) == std::vector{1, 2});  // the call runs from the step before it
  CHECK(due[0].due == kStart + 45s);
  CHECK(next_step(kRs12, order, {}) == kStart + 45s + 1ms);
}

TEST_CASE("RS-12: an order that was opened in time stops the steps; they are settled, not taken") {
  const Order order = open_order();
  const auto due = due_steps(kRs12, order, {.desk_opened = kStart + 44s}, kStart + 46s);
  CHECK(positions(due).empty());
  CHECK(positions(due, StepOutcome::stopped) == std::vector{1, 2});
}

TEST_CASE("a step is due once: what is settled in this round stays so") {
  const Order order = open_order();
  CHECK(due_steps(kRs12, order, {.settled = {{1, {kStart + 46s}}, {2, {kStart + 46s}}}}, kStart + 1h).empty());
  CHECK_FALSE(next_step(kRs12, order, {.settled = {{1, {kStart + 46s}}, {2, {kStart + 46s}}}}));
  const Chain later{kRs12[0], {2, Who::rescue_office, Channel::sms, RunsFrom::previous, 2min, StopsWhen::closed}};
  CHECK(next_step(later, order, {.settled = {{1, {kStart + 50s}}}}) == kStart + 2min + 50s + 1ms);
}

TEST_CASE("each stop condition is judged by what holds at that moment") {
  struct Case {
    StopsWhen stops_when;
    Step reached;
    bool stopped;
  };
  const Case cases[] = {{StopsWhen::accepted, Step::dispatched, false}, {StopsWhen::accepted, Step::accepted, true},
                        {StopsWhen::arrived, Step::accepted, false},    {StopsWhen::arrived, Step::arrived, true},
                        {StopsWhen::closed, Step::arrived, false},      {StopsWhen::closed, Step::rescued, true},
                        {StopsWhen::opened, Step::arrived, false},      {StopsWhen::opened, Step::rescued, true}};
  for (const Case& c : cases) {
    INFO(name_of(c.stops_when) << " at " << name_of(c.reached));
    Order order = open_order();
    for (const Step step : {Step::accepted, Step::arrived, Step::rescued})
      if (step <= c.reached) (void)tap(order, kBoth, Level::first, step, kStart + 10s).value();
    const Chain chain{{1, Who::manager, Channel::sms, RunsFrom::dispatch, 1min, c.stops_when}};
    const auto due = due_steps(chain, order, {}, kStart + 2min);
    REQUIRE(due.size() == 1);
    CHECK((due[0].outcome == StepOutcome::stopped) == c.stopped);
  }
  const Chain delivered{{1, Who::rescuer, Channel::voice, RunsFrom::dispatch, 1min, StopsWhen::delivered}};
  CHECK(due_steps(delivered, open_order(), {}, kStart + 2min)[0].outcome == StepOutcome::taken);
  CHECK(due_steps(delivered, open_order(), {.reached = {1}}, kStart + 2min)[0].outcome == StepOutcome::stopped);
  CHECK(due_steps(delivered, open_order(), {.reached = {2}}, kStart + 2min)[0].outcome == StepOutcome::taken);
}

TEST_CASE("RS-2: what an acceptance stopped is due again when the crew steps back, with its true due time, once") {
  const Chain chain{{1, Who::rescue_office, Channel::sms, RunsFrom::dispatch, 5min, StopsWhen::accepted},
                    {2, Who::manager, Channel::voice, RunsFrom::previous, 1min, StopsWhen::accepted}};
  Order order = open_order();
  (void)tap(order, kBoth, Level::first, Step::accepted, kStart + 2min).value();
  Escalation escalation{.settled = {{1, {kStart + 5min + 1ms, StepOutcome::stopped}}}};
  CHECK(due_steps(chain, order, escalation, kStart + 6min).empty());
  CHECK(next_step(chain, order, escalation) == kStart + 6min + 2ms);  // of the second, which will be stopped too
  escalation.settled[2] = {kStart + 6min + 2ms, StepOutcome::stopped};
  CHECK_FALSE(next_step(chain, order, escalation));

  (void)step_back(order, Level::first, kStart + 20min).value();
  REQUIRE(next_step(chain, order, escalation) == kStart + 5min + 1ms);
  const auto due = due_steps(chain, order, escalation, kStart + 20min);
  REQUIRE(positions(due) == std::vector{1});
  CHECK(due[0].due == kStart + 5min);
  escalation.settled[1] = {kStart + 20min, StepOutcome::taken};
  CHECK(next_step(chain, order, escalation) == kStart + 21min + 1ms);  // it runs from what was taken now
  CHECK(positions(due_steps(chain, order, escalation, kStart + 21min + 1ms)) == std::vector{2});
  (void)tap(order, kBoth, Level::first, Step::accepted, kStart + 21min).value();
  (void)step_back(order, Level::first, kStart + 22min).value();
  escalation.settled[2] = {kStart + 21min + 1ms, StepOutcome::taken};
  CHECK_FALSE(next_step(chain, order, escalation));
}

TEST_CASE("I2: a second unit that a dispatcher takes back is not sent again in the same breath, but a delay later") {
  const Chain chain{{1, Who::second_unit, Channel::sms, RunsFrom::dispatch, 3min, StopsWhen::accepted}};
  Order order = open_order();
  (void)tap(order, kBoth, Level::second, Step::dispatched, kStart + 1min).value();
  Escalation escalation{.settled = {{1, {kStart + 3min + 1ms, StepOutcome::stopped}}}};
  CHECK_FALSE(next_step(chain, order, escalation));
  (void)withdraw(order, Level::second, kStart + 4min).value();
  escalation.second_withdrawn = kStart + 4min;
  CHECK(next_step(chain, order, escalation) == kStart + 7min + 1ms);
  CHECK(due_steps(chain, order, escalation, kStart + 7min).empty());
  CHECK(positions(due_steps(chain, order, escalation, kStart + 7min + 1ms)) == std::vector{1});
}

TEST_CASE("a step that runs from the dispatch waits while a dispatcher has to confirm it") {
  const Terms confirmed{.first_dispatch = Automatic::no};
  Order order = open(Tag::normal, confirmed, kBoth, kStart).order;
  const Chain chain{{1, Who::manager, Channel::sms, RunsFrom::dispatch, 1min, StopsWhen::accepted}};
  CHECK_FALSE(next_step(chain, order, {}));
  (void)tap(order, kBoth, Level::first, Step::dispatched, kStart + 5min).value();
  CHECK(next_step(chain, order, {}) == kStart + 6min + 1ms);
}

TEST_CASE("RS-14: steps run from level 2 where it stands alone, but for those that call the people of level 1") {
  const Chain chain{{1, Who::manager, Channel::sms, RunsFrom::dispatch, 1min, StopsWhen::accepted},
                    {2, Who::rescue_office, Channel::sms, RunsFrom::dispatch, 5min, StopsWhen::accepted}};
  Order order = open(Tag::normal, {.first_dispatch = Automatic::no}, kBoth, kStart).order;
  (void)tap(order, kBoth, Level::second, Step::dispatched, kStart + 1min).value();
  CHECK(due_steps(chain, order, {}, kStart + 6min).empty());
  CHECK(positions(due_steps(chain, order, {}, kStart + 6min + 1ms)) == std::vector{2});

  (void)tap(order, kBoth, Level::first, Step::dispatched, kStart + 4min).value();  // puts nothing off
  CHECK(positions(due_steps(chain, order, {}, kStart + 5min + 1ms)) == std::vector{1});
  CHECK(positions(due_steps(chain, order, {}, kStart + 6min + 1ms)) == std::vector{1, 2});

  (void)withdraw(order, Level::first, kStart + 5min).value();
  CHECK(positions(due_steps(chain, order, {}, kStart + 6min + 1ms)) == std::vector{2});

  (void)tap(order, kBoth, Level::first, Step::dispatched, kStart + 20min).value();
  REQUIRE(round_of(order) == 2);
  CHECK(positions(due_steps(chain, order, {}, kStart + 25min)) == std::vector{1});
  CHECK(positions(due_steps(chain, order, {}, kStart + 25min + 1ms)) == std::vector{1, 2});
}

TEST_CASE("RS-4: a fresh round has its own steps, from its own dispatch") {
  Order order = open_order();
  for (const Step step : {Step::accepted, Step::arrived})
    (void)tap(order, kBoth, Level::first, step, kStart + 1min).value();
  (void)renew_rounds(order, kStart + 20min, kStart + 30min);
  CHECK(round_of(order) == 2);
  CHECK(next_step(kRs12, order, {}) == kStart + 30min + 45s + 1ms);
}

// RS-6 as a step of a chain, where the district has switched the automatic second level off: the same boundary.
TEST_CASE("RS-6 is expressible: the second unit at 3:00.001, not at 2:59.999 nor 3:00.000") {
  const Chain chain{{1, Who::second_unit, Channel::sms, RunsFrom::dispatch, 3min, StopsWhen::accepted}};
  const Terms terms{.second_level = Automatic::no};
  Order order = open(Tag::normal, terms, kBoth, kStart).order;
  CHECK(due_steps(chain, order, {}, kStart + 2min + 59s + 999ms).empty());
  CHECK(due_steps(chain, order, {}, kStart + 3min).empty());
  REQUIRE(positions(due_steps(chain, order, {}, kStart + 3min + 1ms)) == std::vector{1});
  (void)settle(order, kBoth, kStart + 3min + 1ms, kStart + 3min + 1ms);
  CHECK(order.find(Level::second) == nullptr);
  CHECK(count(call_second(order, kBoth, kStart + 3min + 1ms), What::dispatched) == 1);
  CHECK(limit_of(order, Level::second, Step::accepted)->due == kStart + 6min + 1ms);
  CHECK(call_second(order, kBoth, kStart + 4min).empty());
  CHECK(positions(due_steps(chain, order, {}, kStart + 4min), StepOutcome::stopped) == std::vector{1});
}

TEST_CASE("a chain that cannot be followed is refused with a reason") {
  CHECK_FALSE(flaw_of({}));
  CHECK_FALSE(flaw_of(kRs12));
  Chain chain = kRs12;
  chain[1].position = 3;
  CHECK(flaw_of(chain));
  chain = {kRs12[1]};
  chain[0].position = 1;
  CHECK(flaw_of(chain));
  chain = {kRs12[0]};
  chain[0].delay = -1ms;
  CHECK(flaw_of(chain));
  chain[0].delay = 24h + 1ms;
  CHECK(flaw_of(chain));
  chain[0] = {1, Who::second_unit, Channel::voice, RunsFrom::dispatch, 1min, StopsWhen::accepted};
  CHECK(flaw_of(chain));
  chain[0] = {1, Who::second_unit, Channel::sms, RunsFrom::dispatch, 1min, StopsWhen::delivered};
  CHECK(flaw_of(chain));
}

TEST_CASE("names of the chain's data are read back as they are written") {
  for (const Who who : {Who::next_desk, Who::rescuer, Who::manager, Who::second_unit, Who::rescue_office})
    CHECK(who_named(name_of(who)) == who);
  for (const Channel channel : {Channel::desk, Channel::sms, Channel::voice})
    CHECK(channel_named(name_of(channel)) == channel);
  for (const RunsFrom from : {RunsFrom::opening, RunsFrom::dispatch, RunsFrom::previous})
    CHECK(runs_from_named(name_of(from)) == from);
  for (const StopsWhen stop :
       {StopsWhen::opened, StopsWhen::accepted, StopsWhen::arrived, StopsWhen::closed, StopsWhen::delivered})
    CHECK(stops_when_named(name_of(stop)) == stop);
  CHECK_FALSE(who_named("nobody"));
}

TEST_CASE("I2: a withdrawal is refused once somebody has accepted, and an acceptance once it is withdrawn") {
  Order order = open_order();
  const auto withdrawn = withdraw(order, Level::first, kStart + 1min);
  REQUIRE(withdrawn.has_value());
  CHECK(count(*withdrawn, What::withdrawn) == 1);
  CHECK(tap(order, kBoth, Level::first, Step::accepted, kStart + 2min).error().code == "withdrawn");
  CHECK(withdraw(order, Level::first, kStart + 2min).error().code == "withdrawn");
  CHECK(settle(order, kBoth, kStart + 1h, kStart + 1h).empty());  // its limit cannot pass any more
  CHECK_FALSE(help_under_way(order));

  Order taken = open_order();
  (void)tap(taken, kBoth, Level::first, Step::accepted, kStart + 1min).value();
  CHECK(withdraw(taken, Level::first, kStart + 1min).error().code == "already_accepted");
  CHECK(withdraw(taken, Level::second, kStart + 1min).error().code == "not_dispatched");
}

TEST_CASE("I2: a level that was withdrawn is dispatched again as a round of its own") {
  Order order = open_order();
  (void)withdraw(order, Level::first, kStart + 1min).value();
  CHECK(order.step == Step::received);
  const auto again = tap(order, kBoth, Level::first, Step::dispatched, kStart + 5min).value();
  CHECK(again[0].round == 2);
  CHECK(limit_of(order, Level::first, Step::accepted, 2)->due == kStart + 8min);
  for (const Step step : {Step::accepted, Step::arrived, Step::rescued})
    (void)tap(order, kBoth, Level::first, step, kStart + 6min).value();
  CHECK_FALSE(order.open());
}

TEST_CASE("I2: what was withdrawn stays so when the rescue of the other level is taken back") {
  Order order = open_order();
  (void)call_second(order, kBoth, kStart + 30s);
  (void)withdraw(order, Level::first, kStart + 1min).value();
  for (const Step step : {Step::accepted, Step::arrived, Step::rescued})
    (void)tap(order, kBoth, Level::second, step, kStart + 2min).value();
  (void)step_back(order, Level::second, kStart + 7min).value();
  CHECK(order.find(Level::first)->not_needed);
  CHECK(count(settle(order, kBoth, kStart + 5h, kStart + 5h), What::limit_passed) == 1);  // of level 2 alone
}

TEST_CASE(
    "RS-6 I2: a second level that was withdrawn is dispatched again when the accept limit passes, or by the chain") {
  Order order = open_order();
  (void)call_second(order, kBoth, kStart + 30s);
  (void)withdraw(order, Level::second, kStart + 1min).value();
  SECTION("the limit") {
    const auto happenings = settle(order, kBoth, kStart + 4min, kStart + 4min);
    CHECK(count(happenings, What::limit_passed) == 1);
    CHECK(count(happenings, What::dispatched) == 1);
  }
  SECTION("the limit, where nobody is left to send") {
    CHECK(count(settle(order, kFirstOnly, kStart + 4min, kStart + 4min), What::no_second_level) == 1);
    return;
  }
  SECTION("the chain") {
    const Chain chain{{1, Who::second_unit, Channel::sms, RunsFrom::dispatch, 2min, StopsWhen::accepted}};
    const auto due = due_steps(chain, order, {}, kStart + 2min + 1ms);
    REQUIRE(due.size() == 1);
    CHECK(due[0].outcome == StepOutcome::taken);
    CHECK(count(call_second(order, kBoth, kStart + 2min + 1ms), What::dispatched) == 1);
  }
  CHECK(order.find(Level::second)->round == 2);
  CHECK_FALSE(order.find(Level::second)->withdrawn);
}
