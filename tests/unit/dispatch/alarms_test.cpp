#include <catch2/catch.hpp>

#include "common/rescue/rules.hpp"
#include "tests/unit/dispatch/town.hpp"

using namespace liftguard;
using namespace liftguard::dispatch;
using namespace liftguard::testing;
using rescue::What;

TEST_CASE("RS-3: a trapped event makes an order, dispatched at once, with an SMS and a ring at the desk") {
  Town town;
  const auto outcome = town.apply(town.alarm(EventKind::trapped));
  CHECK(outcome.effected == Effected::order_opened);
  const OrderDetail detail = town.detail(outcome.order.value());
  CHECK(detail.summary.step == Step::dispatched);
  CHECK(detail.summary.version == 1);
  REQUIRE(detail.summary.dispatches.size() == 1);
  CHECK(detail.summary.dispatches[0].unit == town.first);
  REQUIRE(detail.summary.next_deadline);
  CHECK(detail.summary.next_deadline->due == kStart + 3min);
  REQUIRE(detail.notices.size() == 1);
  CHECK(detail.notices[0].to_name == "王伟");
  CHECK(detail.notices[0].text ==
        "【智慧电梯】困人救援：电梯100001，吴兴区太湖花园1幢1单元，2026-11-18 19:06:40报警，"
        "轿厢停在2楼与3楼之间，有乘客。请在3分钟内接单。");
  CHECK(town.alerts_of(AlertKind::new_order) == 1);
}

TEST_CASE("RS-4: the same record again, by its key, changes nothing") {
  Town town;
  Alarm alarm = town.alarm(EventKind::trapped);
  alarm.source_key = "LG-000001/7/0/1";
  const OrderId order = town.apply(alarm).order.value();
  const auto changes = town.number("test.changes", "select count(*) from changes");
  alarm.id = EventId{99};
  const auto again = town.apply(alarm);
  CHECK(again.effected == Effected::repeat);
  CHECK(again.order == order);
  CHECK(town.number("test.changes", "select count(*) from changes") == changes);
  CHECK(town.number("test.orders", "select count(*) from orders") == 1);
  CHECK(town.number("test.notices", "select count(*) from notices") == 1);
}

TEST_CASE("RS-4: any further alarm is attached to the open order, and tells nobody again") {
  Town town;
  const OrderId order = town.trapped();
  Alarm by_phone = town.alarm(EventKind::trapped, 0);
  by_phone.monitor.clear();
  by_phone.source = rescue::Source::public_report;
  CHECK(town.apply(by_phone).effected == Effected::attached);
  CHECK(town.apply(town.alarm(EventKind::trapped, 1)).effected == Effected::attached);
  CHECK(town.apply(town.alarm(EventKind::mains_lost, 0)).effected == Effected::attached);
  const OrderDetail detail = town.detail(order);
  CHECK(detail.events.size() == 4);
  CHECK(detail.notices.size() == 1);
  CHECK(detail.summary.version == 1);
  CHECK(town.open().size() == 1);
}

TEST_CASE("RS-4: the box that confirms what the public told gives the order its facts") {
  Town town;
  Alarm by_phone = town.alarm(EventKind::trapped, 0);
  by_phone.monitor.clear();
  by_phone.source = rescue::Source::public_report;
  by_phone.facts_json = R"({"remark":"里面有人喊"})";
  const OrderId order = town.apply(by_phone).order.value();
  CHECK(town.detail(order).summary.seen.remark == "里面有人喊");
  CHECK(town.apply(town.alarm(EventKind::trapped, 1)).effected == Effected::attached);
  const OrderDetail detail = town.detail(order);
  CHECK(detail.summary.seen.between.has_value());
  CHECK(detail.summary.source == rescue::Source::public_report);
  CHECK(count(detail, What::new_cause) == 0);
}

TEST_CASE("RS-4: a new episode rings, tells again, and starts a fresh round where the last tap is older") {
  Town town;
  const OrderId order = town.trapped(1);
  town.clock.advance(1min);
  REQUIRE(town.tap(order, Step::accepted).has_value());

  SECTION("tap before the recovered") {
    town.clock.advance(1min);
    town.apply(town.alarm(EventKind::recovered, 1));
    CHECK(town.detail(order).summary.recovered == town.now());
    town.clock.advance(1min);
    Alarm again = town.alarm(EventKind::trapped, 2);
    again.facts_json = R"({"reasons":["door_not_opened"],"floor":"1"})";
    CHECK(town.apply(again).effected == Effected::new_cause);
    const OrderDetail detail = town.detail(order);
    CHECK_FALSE(detail.summary.recovered);
    CHECK(detail.summary.step == Step::dispatched);
    CHECK(detail.summary.seen.floor == "1");
    CHECK(detail.summary.dispatches[0].dispatch.round == 2);
    CHECK(detail.summary.next_deadline->due == town.now() + 3min);
    CHECK(town.alerts_of(AlertKind::new_cause) == 1);
    CHECK(detail.notices.size() == 3);  // dispatched, recovered, dispatched again
    CHECK(detail.notices[2].text.find("再次困人") != std::string::npos);
  }
  SECTION("tap after it: told again, no fresh round") {
    Alarm recovered = town.alarm(EventKind::recovered, 1);
    recovered.happened = kStart + 30s;
    town.apply(recovered);
    town.apply(town.alarm(EventKind::trapped, 2));
    const OrderDetail detail = town.detail(order);
    CHECK(detail.summary.step == Step::accepted);
    CHECK(detail.summary.dispatches[0].dispatch.round == 1);
    CHECK(detail.notices.size() == 3);
  }
  SECTION("the recovered comes behind the new episode: the same in the end") {
    town.clock.advance(1min);
    const Alarm recovered = town.alarm(EventKind::recovered, 1);
    town.clock.advance(1min);
    town.apply(town.alarm(EventKind::trapped, 2));
    town.apply(recovered);
    const OrderDetail detail = town.detail(order);
    CHECK_FALSE(detail.summary.recovered);
    CHECK(detail.summary.step == Step::dispatched);
    CHECK(detail.summary.dispatches[0].dispatch.round == 2);
  }
}

TEST_CASE("RS-9: recovered sets the time and tells everybody, and closes nothing") {
  Town town;
  const OrderId order = town.trapped();
  town.clock.advance(1min);
  CHECK(town.apply(town.alarm(EventKind::recovered)).effected == Effected::recovered);
  const OrderDetail detail = town.detail(order);
  CHECK(detail.summary.recovered == kStart + 1min);
  CHECK_FALSE(detail.summary.closed);
  CHECK(detail.notices.size() == 2);
  CHECK(town.alerts_of(AlertKind::recovered) == 1);
}

TEST_CASE("RS-9: an episode whose recovered was lost does not keep the order from being recovered") {
  Town town;
  const OrderId order = town.trapped(1);
  town.clock.advance(1min);
  town.trapped(2);
  town.clock.advance(1min);
  town.apply(town.alarm(EventKind::recovered, 2));
  CHECK(town.detail(order).summary.recovered == kStart + 2min);
  town.rescue(order);
  town.run_timers(kStart + 1h);
  CHECK(town.alerts_of(AlertKind::episode_still_open) == 0);
}

TEST_CASE("RS-9: an order closed while the episode is open rings again after ten minutes, once") {
  Town town;
  const OrderId order = town.trapped();
  town.rescue(order);
  SECTION("still open") {
    town.run_timers(kStart + 10min - 1ms);
    CHECK(town.alerts_of(AlertKind::episode_still_open) == 0);
    town.run_timers(kStart + 1h);
    CHECK(town.alerts_of(AlertKind::episode_still_open) == 1);
  }
  SECTION("recovered in between") {
    town.clock.advance(9min);
    town.apply(town.alarm(EventKind::recovered));
    CHECK(town.number("test.timers", "select count(*) from timers") == 0);
    town.run_timers(kStart + 1h);
    CHECK(town.alerts_of(AlertKind::episode_still_open) == 0);
    CHECK(town.detail(order).summary.recovered == kStart + 9min);
  }
  SECTION("taken back in between") {
    REQUIRE(town.back(order).has_value());
    CHECK_FALSE(town.read([&](storage::Session& s) { return timers::due_time(s, kRingAgainTimer, order.value); }));
    town.run_timers(kStart + 29min);
    CHECK(town.alerts_of(AlertKind::episode_still_open) == 0);
  }
}

TEST_CASE("RS-13 A9: a late alarm makes an order at once, marked late with its true time") {
  Town town;
  Alarm alarm = town.alarm(EventKind::trapped);
  alarm.happened = kStart - 72h;
  const auto outcome = town.apply(alarm);
  CHECK(outcome.effected == Effected::order_opened);
  const OrderDetail detail = town.detail(outcome.order.value());
  CHECK(detail.summary.late);
  CHECK(detail.summary.happened == kStart - 72h);
  CHECK(detail.summary.next_deadline->due == kStart + 3min);
  CHECK(detail.notices[0].text.find("迟到报警") != std::string::npos);
}

TEST_CASE("RS-13 A9: an alarm whose recovered is known is shown to the desk, without dispatch") {
  Town town;
  SECTION("by the envelope") {
    Alarm alarm = town.alarm(EventKind::trapped);
    alarm.happened = kStart - 1h;
    alarm.known_ended = kStart - 50min;
    CHECK(town.apply(alarm).effected == Effected::desk_rung);
  }
  SECTION("because the recovered came first") {
    const Alarm trapped = town.alarm(EventKind::trapped);
    town.apply(town.alarm(EventKind::recovered));
    CHECK(town.apply(trapped).effected == Effected::desk_rung);
  }
  CHECK(town.open().empty());
  CHECK(town.alerts_of(AlertKind::late_over) == 1);
  CHECK(town.number("test.notices", "select count(*) from notices") == 0);
}

TEST_CASE("E15: an unknown or unbound monitor rings at the desk, no elevator is guessed, and it fills no desk") {
  Town town;
  for (std::uint64_t episode = 1; episode <= 3; ++episode) {
    Alarm alarm = town.alarm(EventKind::trapped, episode);
    alarm.elevator.reset();
    const auto outcome = town.apply(alarm);
    CHECK(outcome.effected == Effected::desk_rung);
    CHECK_FALSE(outcome.order);
  }
  CHECK(town.alerts_of(AlertKind::unknown_monitor) == 1);
  Alarm nowhere = town.alarm(EventKind::trapped, 1, 1);
  nowhere.elevator = ElevatorId{12345};
  CHECK(town.apply(nowhere).effected == Effected::desk_rung);
  CHECK(town.alerts_of(AlertKind::unknown_monitor) == 2);  // another monitor
}

TEST_CASE("C5: a box with a new journal numbers its episodes anew, and is not taken for a repeat") {
  Town town;
  const OrderId first = town.trapped(1);
  town.rescue(first);
  Alarm again = town.alarm(EventKind::trapped, 1);
  CHECK(town.apply(again).effected == Effected::desk_rung);  // the same episode after the closing
  CHECK(town.alerts_of(AlertKind::alarm_after_closing) == 1);
  again = town.alarm(EventKind::trapped, 1);
  again.journal = 8;
  CHECK(town.apply(again).effected == Effected::order_opened);
}

TEST_CASE("events.md: button and ringing faults ring at the desk, a self-test makes a marked test order") {
  Town town;
  CHECK(town.apply(town.alarm(EventKind::alarm_button, 0)).effected == Effected::desk_rung);
  CHECK(town.apply(town.alarm(EventKind::alarm_button, 0)).effected == Effected::desk_rung);
  CHECK(town.alerts_of(AlertKind::alarm_button) == 1);  // it rings already
  CHECK(town.apply(town.alarm(EventKind::overspeed, 0)).effected == Effected::desk_rung);
  CHECK(town.alerts_of(AlertKind::fault) == 1);
  CHECK(town.apply(town.alarm(EventKind::rough_ride, 0)).effected == Effected::recorded);

  const auto test = town.apply(town.alarm(EventKind::self_test, 0));
  CHECK(test.effected == Effected::test_order);
  CHECK(town.open().empty());
  const OrderDetail detail = town.detail(test.order.value());
  CHECK(detail.summary.tag == rescue::Tag::test);
  CHECK(detail.summary.closed);
  CHECK(detail.summary.dispatches.empty());
  CHECK(detail.notices.empty());
  CHECK(town.apply(town.alarm(EventKind::trapped)).effected == Effected::order_opened);
}

TEST_CASE("RS-3: where a dispatcher confirms first, nothing is sent before; without a unit the desk is told") {
  rescue::DistrictLimits confirm;
  confirm.first_dispatch = rescue::Automatic::no;
  Town town(confirm);
  const OrderId order = town.trapped();
  CHECK(town.detail(order).summary.step == Step::received);
  CHECK(town.detail(order).notices.empty());
  CHECK(town.alerts_of(AlertKind::confirm_dispatch) == 1);
  town.clock.advance(2min);
  REQUIRE(town.tap(order, Step::dispatched).has_value());
  CHECK(town.detail(order).notices.size() == 1);
  CHECK(town.detail(order).summary.next_deadline->due == kStart + 5min);

  town.write([&](storage::Transaction& tx) {
    auto elevator = registry::find_elevator(tx, town.elevators[1]).value();
    elevator.maintenance_unit = {};
    registry::put_elevator(tx, elevator);
  });
  town.trapped(1, 1);
  CHECK(town.alerts_of(AlertKind::nobody_to_dispatch) == 1);
}

TEST_CASE("RS-11 RS-15: marks of maintenance and drill; a real alarm on a drill is no drill any more") {
  Town town;
  Alarm drill = town.alarm(EventKind::trapped, 1);
  drill.tag = rescue::Tag::drill;
  drill.maintenance = Maintenance::under_way;
  const OrderId order = town.apply(drill).order.value();
  CHECK(town.detail(order).summary.tag == rescue::Tag::drill);
  CHECK(town.detail(order).summary.during_maintenance);
  CHECK(town.detail(order).notices[0].text.find("（演练）（维保中）") != std::string::npos);
  town.apply(town.alarm(EventKind::trapped, 2));
  CHECK(town.detail(order).summary.tag == rescue::Tag::normal);
}

TEST_CASE("E2: a kind that is not in the table is no error") {
  Town town;
  CHECK(town.apply(town.alarm(EventKind{200}, 0)).effected == Effected::recorded);
}
