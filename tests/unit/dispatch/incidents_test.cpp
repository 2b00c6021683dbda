// F6: a mains failure makes many entrapments at once: one incident, no SMS flood, nothing silent, limits each their
// own.
#include <catch2/catch.hpp>
#include <chrono>
#include <set>

#include "common/dispatch/sms_text.hpp"
#include "tests/unit/dispatch/mains_failure.hpp"

using namespace liftguard;
using namespace liftguard::dispatch;
using namespace liftguard::testing;

TEST_CASE("F6: two power cuts of an estate are one incident; four make it the district's, which takes the first in") {
  Town town({}, 5);
  const OrderId first = trap(town, 0);
  CHECK(incidents(town).empty());
  CHECK_FALSE(town.detail(first).summary.incident);
  trap(town, 1);
  auto open = incidents(town);
  REQUIRE(open.size() == 1);
  CHECK(open[0].extent == rescue::Extent::estate);
  CHECK(open[0].estate == "太湖花园");
  CHECK(open[0].orders == 2);
  CHECK(town.detail(first).summary.incident == open[0].id);
  const IncidentId smaller = open[0].id;

  trap(town, 2);
  trap(town, 3);
  open = incidents(town);
  REQUIRE(open.size() == 1);
  CHECK(open[0].extent == rescue::Extent::district);
  CHECK(open[0].estate.empty());
  CHECK(open[0].orders == 4);
  CHECK(open[0].waiting == 4);
  CHECK(town.alerts_of(AlertKind::incident) == 2);
  const auto detail = town.read(
      [&](storage::Session& s) { return incident_detail(s, smaller, {}, town.now()); });  // the one it grew into
  REQUIRE(detail);
  CHECK(detail->incident.id == open[0].id);
  CHECK(detail->orders.size() == 4);
}

TEST_CASE("F6: entrapments without a power cut are grouped later, and those far apart in time not at all") {
  Town town({}, 4);
  for (std::size_t lift = 0; lift < 3; ++lift) {
    town.trapped(1, lift);
    CHECK(incidents(town).size() == (lift < 2 ? 0U : 1U));
  }
  CHECK(incidents(town)[0].cause == rescue::MassCause::many);

  Town slow({}, 4);
  for (std::size_t lift = 0; lift < 4; ++lift) {
    trap(slow, lift);
    slow.clock.advance(10min + 1ms);
  }
  CHECK(incidents(slow).empty());
}

TEST_CASE("F6: a drill belongs to no incident") {
  Town town({}, 3);
  trap(town, 0);
  Alarm drill = power_cut(town, 1);
  drill.tag = rescue::Tag::drill;
  town.apply(drill);
  CHECK(incidents(town).empty());
}

TEST_CASE("F6: an incident ends with its last order, and is open again when that rescue is taken back") {
  Town town({}, 2);
  const OrderId one = trap(town, 0);
  const OrderId two = trap(town, 1);
  town.rescue(one);
  CHECK(incidents(town).size() == 1);
  town.rescue(two);
  CHECK(incidents(town).empty());
  REQUIRE(town.back(two).has_value());
  REQUIRE(incidents(town).size() == 1);
  CHECK(incidents(town)[0].open == 1);
}

TEST_CASE("F6: the first SMS goes at once, later ones are merged into one that names the incident and the number") {
  Town town({}, 30);
  std::vector<OrderId> orders{trap(town, 0)};
  const auto first = send_all(town);
  REQUIRE(to(first, "13800000001") == 1);
  CHECK(first[0].text.find("请在3分钟内接单") != std::string::npos);
  for (std::size_t lift = 1; lift < 30; ++lift) orders.push_back(trap(town, lift));

  const auto second = send_all(town);
  REQUIRE(to(second, "13800000001") == 1);
  CHECK(second[0].text.find("群体困人（吴兴区停电）：29台电梯困人") != std::string::npos);
  CHECK(second[0].text.find("100002") != std::string::npos);
  CHECK(second[0].text.ends_with("等29台，其余见工单列表。"));
  CHECK(ucs2_units(second[0].text) <= kMostUnits);
  CHECK(send_all(town).empty());

  // Nothing is silent: every order's notice is delivered, by itself or by the one that speaks for it.
  for (const OrderId order : orders) {
    const NoticeCounts counts = town.detail(order).summary.notices;
    CHECK(counts.delivered == 1);
    CHECK(counts.pending + counts.failed + counts.superseded == 0);
  }
  CHECK(town.number("test.merged", "select count(*) from notices where state = 8 and merged_into is not null") == 28);
  CHECK(town.number("test.unmerged", "select count(*) from notices where state = 8 and merged_into is null") == 0);
}

TEST_CASE("F6: who is not named in a digest is still called by the order's own chain, whoever is waits for no more") {
  Town town({}, 10);
  town.write([&](storage::Transaction& tx) {
    put_chain(tx, town.district,
              {{1, rescue::Who::rescuer, rescue::Channel::voice, rescue::RunsFrom::dispatch, 1min,
                rescue::StopsWhen::delivered}},
              kStart - 1h)
        .value();
  });
  std::vector<OrderId> orders;
  for (std::size_t lift = 0; lift < 10; ++lift) orders.push_back(trap(town, lift));
  const auto digest = send_all(town);
  REQUIRE(to(digest, "13800000001") == 1);
  town.run_timers(kStart + 1min + 1ms);
  int called = 0;
  for (std::size_t lift = 0; lift < 10; ++lift) {
    const bool named = digest[0].text.find(std::to_string(100'001 + lift)) != std::string::npos;
    bool calls = false;
    for (const NoticeView& notice : town.detail(orders[lift]).notices) calls = calls || notice.channel == kVoice;
    INFO("lift " << lift);
    CHECK(named != calls);
    called += calls ? 1 : 0;
  }
  CHECK(called == 4);
}

TEST_CASE("F6: a digest of long names keeps its number: what has no room is not named, and never cut off") {
  Town town({}, 40);
  town.write([&](storage::Transaction& tx) {
    for (const ElevatorId id : town.elevators) {
      registry::Elevator elevator = registry::find_elevator(tx, id).value();
      elevator.place =
          "人民北路一千二百三十四号湖州国际会展中心酒店式公寓南区裙楼东侧货运通道旁消防电梯前室" + elevator.place;
      registry::put_elevator(tx, elevator);
    }
  });
  for (std::size_t lift = 0; lift < 40; ++lift) trap(town, lift);
  const auto digest = send_all(town);
  REQUIRE(to(digest, "13800000001") == 1);
  CHECK(ucs2_units(digest[0].text) <= kMostUnits);
  CHECK(digest[0].text.ends_with("等40台，其余见工单列表。"));
}

TEST_CASE(
    "F6: no order of an incident is told to nobody: by itself, by a digest that arrived, or at the desk by name") {
  Town town({}, 60);
  std::vector<OrderId> orders;
  for (std::size_t lift = 0; lift < 60; ++lift) {
    orders.push_back(trap(town, lift));
    if (lift % 7 == 0) town.clock.advance(4s);
    if (lift % 20 == 19) send_all(town);
    if (lift == 30) town.rescue(orders[3]);
  }
  for (int update = 0; update < 5; ++update) {
    town.clock.advance(1min);
    send_all(town);
  }
  CHECK(town.number("test.told_to_nobody",
                    "select count(*) from orders o where o.closed_ms is null and not exists (select 1 from notices n "
                    "left join notices c on c.id = n.merged_into where n.order_id = o.id and n.priority = 1 "
                    "and coalesce(c.state, n.state) = 3)") == 0);
  CHECK(town.number("test.no_bell",
                    "select count(*) from orders o where not exists (select 1 from desk_alerts a where a.order_id = "
                    "o.id and a.kind = 1)") == 0);
  CHECK(town.number("test.merged_into_nothing",
                    "select count(*) from notices n left join notices c on c.id = n.merged_into where n.state = 8 "
                    "and (c.id is null or c.carries = 0)") == 0);
}

TEST_CASE("F6: updates come at a bounded rate, and what is untrue by then is left out") {
  Town town({}, 20);
  for (std::size_t lift = 0; lift < 4; ++lift) trap(town, lift);
  CHECK(to(send_all(town), "13800000001") == 1);
  const OrderId fifth = trap(town, 4);
  trap(town, 5);
  CHECK(send_all(town).empty());
  town.clock.advance(14s);
  CHECK(send_all(town).empty());
  town.rescue(fifth);
  town.clock.advance(1s);
  const auto update = send_all(town);
  REQUIRE(to(update, "13800000001") == 1);
  CHECK(update[0].text.find("100006") != std::string::npos);
  CHECK(update[0].text.find("100005") == std::string::npos);
  trap(town, 6);
  town.clock.advance(59s);
  CHECK(send_all(town).empty());
  town.clock.advance(1s);
  CHECK(to(send_all(town), "13800000001") == 1);
}

TEST_CASE("F6: an alarm that its sender gives back unsent goes at once, not with the next update of its incident") {
  Town town({}, 3);
  trap(town, 0);
  trap(town, 1);
  send_all(town);
  town.clock.advance(1min);
  const OrderId third = trap(town, 2);
  const auto claim = [&](const char* worker) {
    return town.write([&](storage::Transaction& tx) { return claim_notices(tx, town.now(), worker); });
  };
  const auto claimed = claim("one");
  REQUIRE(claimed.size() == 1);
  REQUIRE(claimed[0].order == third);
  town.write([&](storage::Transaction& tx) { give_back(tx, claimed[0].id, "one", town.now()); });
  const auto again = claim("two");
  REQUIRE(again.size() == 1);
  CHECK(again[0].id == claimed[0].id);
}

TEST_CASE("F6 G4: what a notice said for others it says again on its next try, under the same key") {
  Town town({}, 10);
  for (std::size_t lift = 0; lift < 5; ++lift) trap(town, lift);
  const auto claim = [&] {
    return town.write([&](storage::Transaction& tx) { return claim_notices(tx, town.now(), "w"); });
  };
  const auto first = claim();
  REQUIRE(first.size() == 1);
  town.write([&](storage::Transaction& tx) { REQUIRE(mark_failed(tx, first[0].id, "w", "500", town.now(), 0.5)); });
  trap(town, 5);
  town.clock.advance(2s);
  const auto again = claim();
  REQUIRE(again.size() == 1);
  CHECK(again[0].idempotency_key == first[0].idempotency_key);
  CHECK(again[0].text == first[0].text);
  town.clock.advance(31s);  // the sender died: the claim lapses
  std::vector<std::string> texts;
  for (auto claimed = claim(); !claimed.empty(); claimed = claim())
    town.write([&](storage::Transaction& tx) {
      for (const Claimed& notice : claimed) {
        if (notice.id == first[0].id) texts.push_back(notice.text);
        REQUIRE(mark_sent(tx, notice.id, "w", "p", town.now()));
      }
    });
  CHECK(texts == std::vector{first[0].text});
}

TEST_CASE(
    "F6 G2: what waits for its incident's next update is not called as lost before that, and is when it is lost") {
  Town town({}, 7);
  for (std::size_t lift = 0; lift < 4; ++lift) trap(town, lift);
  send_all(town);
  trap(town, 4);
  town.clock.advance(15s);
  REQUIRE(send_all(town).size() == 1);
  town.clock.advance(1s);
  trap(town, 5);
  trap(town, 6);
  CHECK(send_all(town).empty());
  town.clock.advance(58s + 999ms);  // the update comes a minute after the last one
  CHECK(escalate_due(town) == 0);
  CHECK(town.alerts_of(AlertKind::notice_failing) == 0);
  town.clock.advance(1ms);
  const auto update = hand_over_once(town);
  REQUIRE(update.size() == 1);
  town.clock.advance(60s);
  CHECK(escalate_due(town) == 1);
  const auto calls = hand_over_once(town, kVoice);
  REQUIRE(calls.size() == 1);
  CHECK(calls[0].text == update[0].text);
}

TEST_CASE("F6 G2: a digest that is lost is called, also when its carrier had been called about its own order before") {
  Town town({}, 4);
  for (std::size_t lift = 0; lift < 4; ++lift) trap(town, lift);
  town.clock.advance(30s);
  CHECK(escalate_due(town) == 4);
  CHECK(hand_over_once(town, kVoice).size() == 1);  // a call for all four
  const auto digest = hand_over_once(town);
  REQUIRE(digest.size() == 1);
  CHECK(digest[0].priority == NoticePriority::alarm);
  town.clock.advance(60s);
  CHECK(escalate_due(town) == 2);
  CHECK(town.alerts_of(AlertKind::unreachable) == 1);  // of the call
  const auto calls = hand_over_once(town, kVoice);
  REQUIRE(calls.size() == 1);
  CHECK(calls[0].text == digest[0].text);
}

TEST_CASE("F6 G8: a digest that has no room for its own order's elevator does not name it by another channel either") {
  Town town({}, 2);
  town.write([&](storage::Transaction& tx) {
    registry::Elevator elevator = registry::find_elevator(tx, town.elevators[0]).value();
    for (int i = 0; i < 30; ++i) elevator.place += "会展中心南区裙楼";
    registry::put_elevator(tx, elevator);
  });
  for (std::size_t lift = 0; lift < 2; ++lift) trap(town, lift);
  for (const std::string_view channel : {kSms, kVoice}) {
    REQUIRE(hand_over_once(town, channel).size() == 1);
    town.clock.advance(60s);
    REQUIRE(escalate_due(town) == 1);
  }
  CHECK(town.number("test.carrying", "select count(*) from notices where carries = 1") == 3);  // SMS, call, manager
  CHECK(town.number("test.naming", "select count(*) from notices where carries = 1 and unnamed = 0") == 0);
}

TEST_CASE("F6 RS-2: what a digest had left out as untrue names its elevator when it is true again and sent alone") {
  Town town({}, 7);
  for (std::size_t lift = 0; lift < 4; ++lift) trap(town, lift);
  send_all(town);
  trap(town, 4);
  const OrderId left_out = trap(town, 5);
  trap(town, 6);
  town.rescue(left_out);
  town.clock.advance(1min);
  send_all(town);
  REQUIRE(town.detail(left_out).notices[0].state == NoticeState::superseded);
  REQUIRE(town.back(left_out).has_value());
  town.clock.advance(1min);
  send_all(town);
  REQUIRE(town.detail(left_out).notices[0].state == NoticeState::delivered);
  CHECK(town.number("test.left_out", "select count(*) from notices where unnamed = 1 and state <> 8") == 0);
}

TEST_CASE("F6 G8: a digest that reaches nobody goes on to the managers whole, though its carrier's order has closed") {
  Town town({}, 4);
  for (std::size_t lift = 0; lift < 4; ++lift) trap(town, lift);
  const auto digest = hand_over_once(town);
  REQUIRE(digest.size() == 1);
  town.rescue(digest[0].order);
  town.clock.advance(60s);
  CHECK(escalate_due(town, Voice::none) == 1);
  const auto next = hand_over_once(town);
  REQUIRE(to(next, "13800000002") == 1);
  CHECK(next[0].text == digest[0].text);
}

TEST_CASE("F6: limits stay each order's own: all of them fire, each once, and the crew hears of them in one SMS") {
  Town town({}, 12);
  for (std::size_t lift = 0; lift < 12; ++lift) trap(town, lift);
  send_all(town);
  town.run_timers(kStart + 3min + 1ms);
  CHECK(town.number("test.fired", "select count(*) from limits where fired_ms is not null") == 12);
  CHECK(town.number("test.second", "select count(*) from dispatches where level = 2") == 12);
  const auto told = send_all(town);
  CHECK(to(told, "13800000003") == 1);  // the second unit's rescuer: first SMS at once
  CHECK(to(told, "13800000001") == 1);
  for (const Claimed& notice : told)
    if (notice.phone == "13800000001") CHECK(notice.text.find("12单救援超时") != std::string::npos);
}

TEST_CASE("F6: 1,000 entrapments in 10 s: every order within 5 s, one incident, a handful of SMS") {
  constexpr int kLifts = 1'000;
  Town town({}, kLifts);
  std::vector<Claimed> told;
  std::chrono::steady_clock::duration slowest{};
  const auto began = std::chrono::steady_clock::now();
  for (std::size_t at = 0; at < kLifts;) {
    const auto batch_began = std::chrono::steady_clock::now();
    town.write([&](storage::Transaction& tx) {
      for (const std::size_t end = std::min<std::size_t>(at + 10, kLifts); at < end; ++at)
        (void)apply_alarm(tx, power_cut(town, at), town.now());
    });
    slowest = std::max(slowest, std::chrono::steady_clock::now() - batch_began);
    town.clock.advance(100ms);
    for (Claimed& notice : send_all(town)) told.push_back(std::move(notice));
  }
  const auto took = std::chrono::steady_clock::now() - began;
  UNSCOPED_INFO("10 alarms at a time, slowest " << std::chrono::duration_cast<Milliseconds>(slowest).count()
                                                << " ms, all in "
                                                << std::chrono::duration_cast<Milliseconds>(took).count() << " ms");
  CHECK(town.number("test.orders", "select count(*) from orders") == kLifts);
  CHECK(took < 30s);  // the machine is shared; 10 s of alarms have to be dealt with about as fast as they come
  CHECK(slowest < 5s);
  REQUIRE(incidents(town).size() == 1);
  CHECK(incidents(town)[0].orders == kLifts);
  CHECK(to(told, "13800000001") <= 3);
  town.clock.advance(1min);
  for (Claimed& notice : send_all(town)) told.push_back(std::move(notice));
  town.clock.advance(1min);
  for (Claimed& notice : send_all(town)) told.push_back(std::move(notice));
  CHECK(to(told, "13800000001") <= 6);
  CHECK(town.number("test.waiting", "select count(*) from notices where state in (1, 2)") == 0);
  CHECK(town.number("test.accounted", "select count(*) from notices where state in (3, 8)") == kLifts);
}
