// The districts' chains on a database, in virtual time: RS-12, RS-6 as data, once per round (fault row G10).
#include <catch2/catch.hpp>

#include "tests/unit/dispatch/chains.hpp"

using namespace liftguard;
using namespace liftguard::dispatch;
using namespace liftguard::testing;
using rescue::What;

TEST_CASE("RS-6: a step of the chain is sent while nothing is dispatched yet, and while all of it is withdrawn") {
  Town town(rescue::DistrictLimits{.first_dispatch = rescue::Automatic::no});
  put(town, office_within(1min, StopsWhen::accepted));
  put_desks(town);
  const OrderId order = town.trapped(1, 0);
  const OrderId taken_back = town.trapped(1, 1);
  REQUIRE(town.tap(taken_back, Step::dispatched).has_value());
  withdraw(town, taken_back);
  town.run_timers(kStart + 1min + 1ms);
  hand_over(town);
  for (const OrderId each : {order, taken_back}) {
    const NoticeView* told = notice_to(town.detail(each), "吴兴救援办", kSms);
    REQUIRE(told != nullptr);
  }
  CHECK(town.number("test.superseded_office",
                    "select count(*) from notices where state = 5 and phone = '13800000033'") == 0);
}

TEST_CASE("RS-14: the chain runs from level 2 where a dispatcher has sent that alone") {
  Town town(rescue::DistrictLimits{.first_dispatch = rescue::Automatic::no});
  put(town, {{1, Who::rescue_office, Channel::sms, RunsFrom::dispatch, 5min, StopsWhen::accepted}});
  put_desks(town);
  const OrderId order = town.trapped();
  town.clock.advance(1min);
  REQUIRE(town.tap(order, Step::dispatched, Level::second).has_value());
  town.run_timers(kStart + 6min);
  CHECK(notice_to(town.detail(order), "吴兴救援办", kSms) == nullptr);
  town.run_timers(kStart + 6min + 1ms);
  CHECK(notice_to(town.detail(order), "吴兴救援办", kSms) != nullptr);
}

TEST_CASE("RS-6 G9: a step of the chain that waits for its turn is not sent once any crew has done what it is about") {
  Town town;
  put(town, office_within(1min, StopsWhen::accepted));
  put_desks(town);
  const OrderId order = town.trapped();
  town.run_timers(kStart + 1min + 1ms);
  REQUIRE(town.tap(order, Step::dispatched, Level::second).has_value());
  REQUIRE(town.tap(order, Step::accepted, Level::second).has_value());
  for (const Claimed& notice : hand_over(town)) CHECK(notice.phone != "13800000033");
}

TEST_CASE("RS-2: a crew that refuses leaves no step of the chain undone: what its acceptance stopped is taken, once") {
  Town town(rescue::DistrictLimits{.second_level = rescue::Automatic::no});
  put(town, office_within(1min, StopsWhen::accepted));
  put_desks(town);
  const OrderId order = town.trapped();
  const auto refuse = [&] {
    REQUIRE(town.tap(order, Step::accepted).has_value());
    town.run_timers(town.now() + 2min);
    REQUIRE(town.back(order).has_value());
    town.run_timers(town.now());
  };
  refuse();
  CHECK(notice_to(town.detail(order), "吴兴救援办", kSms) != nullptr);
  CHECK(count(town.detail(order), What::escalated) == 1);
  for (const auto& entry : town.detail(order).timeline)
    if (entry.what == What::escalated) CHECK(entry.due == kStart + 1min);
  refuse();
  CHECK(count(town.detail(order), What::escalated) == 1);
}

TEST_CASE("RS-4: what the second unit's acceptance stopped is taken when a new episode begins a round of it alone") {
  Town town;
  put(town, office_within(4min, StopsWhen::accepted));
  put_desks(town);
  const OrderId order = town.trapped();
  town.run_timers(kStart + 3min + 1ms);
  REQUIRE(town.tap(order, Step::accepted, Level::second).has_value());
  town.run_timers(kStart + 5min);
  REQUIRE(notice_to(town.detail(order), "吴兴救援办", kSms) == nullptr);
  town.apply(town.alarm(EventKind::recovered, 1));
  town.clock.advance(1s);
  town.apply(town.alarm(EventKind::trapped, 2));
  REQUIRE(town.detail(order).summary.dispatches[0].dispatch.round == 1);
  town.run_timers(town.now());
  CHECK(notice_to(town.detail(order), "吴兴救援办", kSms) != nullptr);
}

TEST_CASE("RS-2 G9: what an acceptance had made untrue before it was sent is sent when the crew steps back") {
  Town town;
  put(town, office_within(1min, StopsWhen::accepted));
  put_desks(town);
  const OrderId order = town.trapped();
  town.run_timers(kStart + 1min + 1ms);
  REQUIRE(town.tap(order, Step::accepted).has_value());
  hand_over(town);
  REQUIRE(notice_to(town.detail(order), "吴兴救援办", kSms)->state == NoticeState::superseded);
  REQUIRE(town.back(order).has_value());
  hand_over(town);
  CHECK(notice_to(town.detail(order), "吴兴救援办", kSms)->state == NoticeState::sent);
}

TEST_CASE("I2: a second unit that the desk takes back comes again by the chain, one delay later and not at once") {
  Town town(rescue::DistrictLimits{.second_level = rescue::Automatic::no});
  put(town, {{1, Who::second_unit, Channel::sms, RunsFrom::dispatch, 3min, StopsWhen::accepted}});
  const OrderId order = town.trapped();
  REQUIRE(town.tap(order, Step::dispatched, Level::second).has_value());
  town.run_timers(kStart + 4min);
  withdraw(town, order, Level::second);
  const auto standing = [&] {
    const auto dispatches = town.detail(order).summary.dispatches;
    return dispatches.size() == 2 && !dispatches[1].dispatch.withdrawn;
  };
  town.run_timers(kStart + 7min);
  CHECK_FALSE(standing());
  town.run_timers(kStart + 7min + 1ms);
  CHECK(standing());
}

TEST_CASE("a step until `delivered` looks at the people whom it would call, not at whoever else was reached") {
  Town town;
  put(town, {{1, Who::rescuer, Channel::voice, RunsFrom::dispatch, 1min, StopsWhen::delivered},
             {2, Who::manager, Channel::sms, RunsFrom::dispatch, 1min, StopsWhen::delivered}});
  town.write([&](storage::Transaction& tx) {
    Town::put_contact(tx, town.first, registry::ContactRole::rescuer, "赵敏", "13800000009");
  });
  const OrderId order = town.trapped();
  std::string reached = "13800000001";
  SECTION("one of two rescuers was reached") {}
  SECTION("both were") {
    reached = "";
  }
  const auto claimed = town.write([&](storage::Transaction& tx) { return claim_notices(tx, town.now(), "w"); });
  REQUIRE(claimed.size() == 2);
  town.write([&](storage::Transaction& tx) {
    for (const Claimed& notice : claimed)
      if (reached.empty() || notice.phone == reached) REQUIRE(mark_sent(tx, notice.id, "w", "p", town.now()));
  });
  town.run_timers(kStart + 1min + 1ms);
  const OrderDetail detail = town.detail(order);
  CHECK(notice_to(detail, "王伟", kVoice) == nullptr);
  CHECK((notice_to(detail, "赵敏", kVoice) != nullptr) == !reached.empty());
  CHECK(notice_to(detail, "陈经理", kSms) != nullptr);
}

TEST_CASE("G2: a lost SMS of a step that outlives the acceptance is called all the same") {
  Town town;
  put(town, office_within(1min, StopsWhen::arrived));
  put_desks(town);
  const OrderId order = town.trapped();
  REQUIRE(town.tap(order, Step::accepted).has_value());
  town.run_timers(kStart + 1min + 1ms);
  hand_over(town);
  town.clock.advance(60s);
  town.write([&](storage::Transaction& tx) { escalate_notices(tx, Voice::there, town.now()); });
  CHECK(notice_to(town.detail(order), "吴兴救援办", kVoice) != nullptr);
  CHECK(notice_to(town.detail(order), "王伟", kVoice) == nullptr);
}

TEST_CASE("RS-6: a step of the chain that finds nobody to call rings at the desk, and stands on the time line") {
  Town town;
  SECTION("no office") {
    put(town, office_within(1min, StopsWhen::accepted));
  }
  SECTION("an office without a phone") {
    put(town, office_within(1min, StopsWhen::accepted));
    town.write([&](storage::Transaction& tx) {
      registry::put_post(
          tx, {.kind = registry::PostKind::rescue_office, .district = town.district, .position = 1, .name = "救援办"});
    });
  }
  SECTION("no second unit") {
    put(town, {{1, Who::second_unit, Channel::sms, RunsFrom::dispatch, 1min, StopsWhen::accepted}});
    town.write([&](storage::Transaction& tx) {
      registry::Elevator elevator = registry::find_elevator(tx, town.elevators[0]).value();
      elevator.second_unit = {};
      registry::put_elevator(tx, elevator);
    });
  }
  SECTION("the unit's dispatch was withdrawn") {
    put(town, {{1, Who::manager, Channel::sms, RunsFrom::opening, 1min, StopsWhen::accepted}});
  }
  const OrderId order = town.trapped();
  const bool managers =
      town.read([&](storage::Session& s) { return chain_at(s, town.district, kStart); })[0].who == Who::manager;
  if (managers) withdraw(town, order);
  town.run_timers(kStart + 1min + 1ms);
  CHECK(town.alerts_of(AlertKind::escalated) == 1);
  const OrderDetail detail = town.detail(order);
  REQUIRE(detail.timeline.back().what == What::escalated);
  CHECK(detail.timeline.back().remark.find("无人可联系") != std::string::npos);
}

TEST_CASE("RS-12: an order that nobody opens within 45 s goes to the next desk and its phone, and is shown as such") {
  Town town;
  put(town, kRs12);
  put_desks(town);
  const OrderId order = town.trapped();
  town.run_timers(kStart + 45s);
  CHECK(town.alerts_of(AlertKind::not_opened) == 0);
  town.run_timers(kStart + 45s + 1ms);
  CHECK(town.alerts_of(AlertKind::not_opened) == 1);
  const OrderDetail detail = town.detail(order);
  CHECK(count(detail, What::escalated) == 2);
  const NoticeView* call = notice_to(detail, "二号坐席", kVoice);
  REQUIRE(call != nullptr);
  CHECK(call->phone == "13800000022");
  CHECK(call->text.find("45秒内无坐席打开困人工单") == std::string::npos);  // runs from the step before it
  CHECK(call->text.find("无坐席打开困人工单") != std::string::npos);
  bool named = false;
  for (const auto& entry : detail.timeline)
    named = named || (entry.what == What::escalated && entry.remark == "下一坐席（坐席提示） 二号坐席" &&
                      entry.due == kStart + 45s);
  CHECK(named);
}

TEST_CASE("RS-12: an order that was opened in time calls no other desk; who opened it stands on the time line, once") {
  Town town;
  put(town, kRs12);
  put_desks(town);
  const OrderId order = town.trapped();
  town.clock.advance(44s);
  open_at_desk(town, order);
  open_at_desk(town, order, "坐席乙");
  town.run_timers(kStart + 2min);
  const OrderDetail detail = town.detail(order);
  CHECK(town.alerts_of(AlertKind::not_opened) == 0);
  CHECK(count(detail, What::escalated) == 0);
  CHECK(count(detail, What::desk_opened) == 1);
  for (const auto& entry : detail.timeline)
    if (entry.what == What::desk_opened) CHECK(entry.by == "坐席甲");
}

TEST_CASE("RS-12: a dispatcher of another district opens nothing; one of the district, or of all, does") {
  Town town;
  put(town, kRs12);
  put_desks(town);
  const OrderId order = town.trapped();
  const DistrictId elsewhere = town.write(
      [](storage::Transaction& tx) { return registry::put_district(tx, {.code = "330503", .name = "南浔区"}); });
  open_at_desk(town, order, "坐席乙", elsewhere);
  town.run_timers(kStart + 46s);
  CHECK(town.alerts_of(AlertKind::not_opened) == 1);
  open_at_desk(town, order, "坐席甲", town.district);
  for (const auto& entry : town.detail(order).timeline)
    if (entry.what == What::desk_opened) CHECK(entry.by == "坐席甲");
  CHECK(count(town.detail(order), What::desk_opened) == 1);
}

TEST_CASE("RS-12: opening the order ends the alert that nobody had, and supersedes the call to the next desk") {
  Town town;
  put(town, kRs12);
  put_desks(town);
  const OrderId order = town.trapped();
  town.run_timers(kStart + 46s);
  open_at_desk(town, order);
  for (const auto& stored : town.alerts())
    if (stored.alert.kind == AlertKind::not_opened) CHECK(stored.acknowledged == town.now());
  const auto claimed =
      town.write([&](storage::Transaction& tx) { return claim_notices(tx, town.now(), "w", {.channel = kVoice}); });
  CHECK(claimed.empty());
  CHECK(notice_to(town.detail(order), "二号坐席", kVoice)->state == NoticeState::superseded);
}

TEST_CASE("RS-12 G8: without a voice channel a call of the chain ends as failed, and the desk is told to phone") {
  Town town;
  put(town, kRs12);
  put_desks(town);
  const OrderId order = town.trapped();
  town.run_timers(kStart + 46s);
  town.clock.advance(30s);
  town.write([&](storage::Transaction& tx) {
    while (escalate_notices(tx, Voice::none, town.now()) > 0) {
    }
  });
  CHECK(notice_to(town.detail(order), "二号坐席", kVoice)->state == NoticeState::failed);
  CHECK(town.alerts_of(AlertKind::unreachable) == 2);  // of the crew's SMS, which nobody sent here, and of the call
}

TEST_CASE("without desks to call, RS-12 rings at every desk all the same") {
  Town town;
  put(town, kRs12);
  const OrderId order = town.trapped();
  town.run_timers(kStart + 1min);
  CHECK(town.alerts_of(AlertKind::not_opened) == 2);  // of the step at the desks, and of the call to nobody
  CHECK(count(town.detail(order), What::escalated) == 2);
}

TEST_CASE(
    "the chain of districts without one of their own is there from the first day: RS-12, then the rescue office") {
  Town town;
  const Chain usual = town.read([&](storage::Session& s) { return chain_at(s, DistrictId{999}, kStart); });
  REQUIRE(usual.size() == 3);
  CHECK(usual[0] == kRs12[0]);
  CHECK(usual[1] == kRs12[1]);
  put(town, usual);
  put_desks(town);
  const OrderId order = town.trapped();
  open_at_desk(town, order);
  town.run_timers(kStart + 5min + 1ms);
  CHECK(notice_to(town.detail(order), "吴兴救援办", kSms) != nullptr);
}

TEST_CASE("RS-6 as a step of the chain: the second unit at 3:00.001, once, at the same boundary as the automatic one") {
  Town town(rescue::DistrictLimits{.second_level = rescue::Automatic::no});
  put(town, {{1, Who::second_unit, Channel::sms, RunsFrom::dispatch, 3min, StopsWhen::accepted}});
  const OrderId order = town.trapped();
  for (const auto after : {2min + 59s + 999ms, 3min + 0ms}) {
    town.run_timers(kStart + after);
    CHECK(town.detail(order).summary.dispatches.size() == 1);
  }
  town.run_timers(kStart + 3min + 1ms);
  const OrderDetail detail = town.detail(order);
  REQUIRE(detail.summary.dispatches.size() == 2);
  CHECK(detail.summary.dispatches[1].dispatch.dispatched == kStart + 3min + 1ms);
  CHECK(notice_to(detail, "李强", kSms) != nullptr);
  town.run_timers(kStart + 4min);
  CHECK(town.detail(order).summary.dispatches.size() == 2);
}

TEST_CASE("G10: timer, chain and hand call the second unit at the same moment: one dispatch") {
  Town town;
  put(town, {{1, Who::second_unit, Channel::sms, RunsFrom::dispatch, 3min, StopsWhen::accepted}});
  const OrderId order = town.trapped();
  town.clock.advance(3min + 1ms);
  for (int twice = 0; twice < 2; ++twice)
    town.write([&](storage::Transaction& tx) { escalate(tx, order, town.now()); });
  CHECK(town.tap(order, Step::dispatched, Level::second).error().code == "already_done");
  town.write([&](storage::Transaction& tx) { fire_due_limits(tx, order, town.now()); });
  const OrderDetail detail = town.detail(order);
  CHECK(detail.summary.dispatches.size() == 2);
  CHECK(count(detail, What::dispatched) == 2);
}

TEST_CASE("D8: steps that fell due while everything was down are taken once at the start, with their true due time") {
  Town town;
  put(town, kDesksAlone);
  const OrderId order = town.trapped();
  town.clock.advance(20min);
  town.run_timers(town.now());
  town.run_timers(town.now() + 1h);
  const OrderDetail detail = town.detail(order);
  CHECK(count(detail, What::escalated) == 1);
  for (const auto& entry : detail.timeline)
    if (entry.what == What::escalated) CHECK(entry.due == kStart + 45s);
}

TEST_CASE(
    "J1: an order from before there were chains takes what is due by its timer of the upgrade, the rest in time") {
  Town town;
  put(town, {kRs12.front(), {2, Who::rescue_office, Channel::sms, RunsFrom::opening, 10min, StopsWhen::accepted}});
  put_desks(town);
  const OrderId order = town.trapped();
  town.write([&](storage::Transaction& tx) { timers::cancel(tx, kEscalationTimer, order.value); });
  town.clock.advance(5min);
  for (int twice = 0; twice < 2; ++twice) {
    town.write([&](storage::Transaction& tx) {
      timers::arm(tx, {.kind = std::string(kEscalationTimer), .subject = order.value, .due = kStart + 45'001ms});
    });
    town.run_timers(town.now());
    CHECK(count(town.detail(order), What::escalated) == 1);
  }
  town.run_timers(kStart + 10min + 1ms);
  CHECK(notice_to(town.detail(order), "吴兴救援办", kSms) != nullptr);
}

TEST_CASE("RS-4: a fresh round has its own 45 s and its own opening") {
  Town town;
  put(town, kDesksAlone);
  const OrderId order = town.trapped(1);
  open_at_desk(town, order);
  for (const Step step : {Step::accepted, Step::arrived}) REQUIRE(town.tap(order, step).has_value());
  town.clock.advance(1min);
  town.apply(town.alarm(EventKind::recovered, 1));
  town.clock.advance(1min);
  town.apply(town.alarm(EventKind::trapped, 2));
  town.run_timers(town.now() + 46s);
  CHECK(town.alerts_of(AlertKind::not_opened) == 1);
}

TEST_CASE("I1: an order keeps the chain of its opening when the district changes it") {
  Town town;
  put(town, {});
  const OrderId before = town.trapped(1, 0);
  town.clock.advance(1s);
  put(town, kDesksAlone, town.now());
  const OrderId after = town.trapped(1, 1);
  town.run_timers(kStart + 2min);
  CHECK(count(town.detail(before), What::escalated) == 0);
  CHECK(count(town.detail(after), What::escalated) == 1);
  put(town, kDesksAlone, town.now());
  CHECK(town.number("test.chains", "select count(*) from escalation_chains where district_id is not null") == 2);
}

TEST_CASE("a bad chain is refused whole") {
  Town town;
  town.write([&](storage::Transaction& tx) {
    const Chain bad{{2, Who::manager, Channel::sms, RunsFrom::dispatch, 1min, StopsWhen::accepted}};
    CHECK(put_chain(tx, town.district, bad, kStart).error().code == "bad_chain");
  });
}

TEST_CASE("I2: of an acceptance and a withdrawal by the dispatcher one wins, and the other sees who") {
  Town town;
  const OrderId order = town.trapped();
  const auto withdraw = [&](OrderId id) {
    return town.write([&](storage::Transaction& tx) {
      return dispatch::withdraw(
          tx, {.order = id, .actor = {AccountId{3}, "坐席甲", "10.0.0.3"}, .reason = "误派", .expected_version = 1},
          town.now());
    });
  };
  SECTION("the crew first") {
    REQUIRE(town.tap(order, Step::accepted).has_value());
    CHECK(withdraw(order).error().code == "version_conflict");
    CHECK(town.detail(order).summary.step == Step::accepted);
  }
  SECTION("the dispatcher first") {
    REQUIRE(withdraw(order).has_value());
    CHECK(town.tap(order, Step::accepted).error().code == "withdrawn");
    const OrderDetail detail = town.detail(order);
    CHECK(detail.timeline.back().what == What::withdrawn);
    CHECK(detail.timeline.back().by == "坐席甲");
    CHECK(detail.timeline.back().remark == "误派");
    CHECK(detail.notices.back().text.find("派单已撤回") != std::string::npos);
    CHECK(town.run_timers(kStart + 1h) == 0);
    CHECK(count(town.detail(order), What::limit_passed) == 0);
    REQUIRE(town.tap(order, Step::dispatched).has_value());
    CHECK(town.tap(order, Step::accepted).has_value());
  }
}
