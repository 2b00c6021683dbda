// From the alarm in to the second-level unit dispatched, in virtual time (RS-5, RS-6, D8).
#include <chrono>
#include <string>

#include <catch2/catch.hpp>

#include "gateway/escalation/limits_clock.hpp"
#include "gateway/ingest/writer.hpp"
#include "tests/unit/gateway/town.hpp"

using namespace liftguard;
using namespace liftguard::gateway;
using namespace liftguard::gateway::testing;
using namespace std::chrono_literals;

namespace {

struct Unanswered : Town {
  Unanswered() {
    const FaultPoints faults;
    Intake intake;
    const WriterOutputs outputs{[](const auto&) {}, [](const auto&, UtcTime) {}, [] {}};
    Writer writer({*database, clock, clock, intake, outputs, faults});
    const auto alarm = incoming(Box().trapped(1));
    intake.offer(alarm.origin, alarm.topic, alarm.payload);
    writer.turn(0ms);
  }
};

}  // namespace

TEST_CASE("RS-6: nobody accepts: second level at 3:00.001, not at 2:59.999 nor 3:00.000, once") {
  Unanswered town;
  LimitsClock limits(*town.database, town.clock);
  for (const auto after : {2min + 59s + 999ms, 3min + 0ms}) {
    town.clock.advance_to(kStart + after);
    limits.step(town.clock.utc_now());  // RS-12 fires here too, at 45 s
    CHECK(town.count("limits where fired_ms is not null") == 0);
    CHECK(town.count("dispatches") == 1);
  }
  town.clock.advance_to(kStart + 3min + 1ms);
  CHECK(limits.step(town.clock.utc_now()).fired == 1);
  CHECK(town.count("dispatches where level = 2") == 1);
  CHECK(limits.step(town.clock.utc_now()).fired == 0);
  CHECK(town.count("limits where fired_ms is not null") == 1);
}

TEST_CASE("D8: a limit that fell due while everything was down fires at the start, with its true due time, once") {
  Unanswered town;
  town.clock.advance(24h);
  for (int start = 0; start < 2; ++start) LimitsClock(*town.database, town.clock).step(town.clock.utc_now());
  const auto due = std::to_string(to_ms(kStart + 3min));
  CHECK(town.count("limits where level = 1 and step = 3 and fired_ms is not null and due_ms = " + due) == 1);
  CHECK(town.count("dispatches where level = 2") == 1);
}
