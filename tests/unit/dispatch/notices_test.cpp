#include <catch2/catch.hpp>

#include "tests/unit/dispatch/town.hpp"

using namespace liftguard;
using namespace liftguard::dispatch;
using namespace liftguard::testing;

namespace {

std::vector<Claimed> claim(Town& town, const char* worker = "one", ClaimOptions options = {}) {
  return town.write([&](storage::Transaction& tx) { return claim_notices(tx, town.now(), worker, options); });
}
bool sent(Town& town, NoticeId id, const char* worker = "one") {
  return town.write([&](storage::Transaction& tx) { return mark_sent(tx, id, worker, "p-1", town.now()); });
}
bool failed(Town& town, NoticeId id, const char* worker = "one", const BackOff& rule = {}) {
  return town.write(
      [&](storage::Transaction& tx) { return mark_failed(tx, id, worker, "500", town.now(), 0.5, rule); });
}

}  // namespace

TEST_CASE("NT-1: a notice is claimed by one sender, sent, and shown as delivered") {
  Town town;
  const OrderId order = town.trapped();
  const auto claimed = claim(town);
  REQUIRE(claimed.size() == 1);
  CHECK(claimed[0].phone == "13800000001");
  CHECK(claimed[0].order == order);
  CHECK(claim(town, "two").empty());
  CHECK_FALSE(sent(town, claimed[0].id, "two"));
  CHECK(sent(town, claimed[0].id));
  CHECK_FALSE(sent(town, claimed[0].id));
  CHECK(claim(town).empty());
  CHECK(town.detail(order).summary.notices.delivered == 1);
  CHECK_FALSE(town.read([](storage::Session& s) { return next_notice_due(s); }));
}

TEST_CASE("G7: a sender that died leaves its notice to the next, with the same idempotency key") {
  Town town;
  town.trapped();
  const auto first = claim(town);
  REQUIRE(first.size() == 1);
  town.clock.advance(29'999ms);
  CHECK(claim(town, "two").empty());
  town.clock.advance(1ms);
  const auto second = claim(town, "two");
  REQUIRE(second.size() == 1);
  CHECK(second[0].idempotency_key == first[0].idempotency_key);
  CHECK_FALSE(sent(town, first[0].id, "one"));  // came back from the dead
  CHECK(sent(town, first[0].id, "two"));
}

TEST_CASE("G1 NT-2: failures are tried again with back-off, shown at the desk at once, and given up at last") {
  Town town;
  const OrderId order = town.trapped();
  const BackOff rule{.tries = 3};
  for (int tries = 1; tries <= 3; ++tries) {
    const auto claimed = claim(town);
    REQUIRE(claimed.size() == 1);
    CHECK(claimed[0].tries == tries - 1);
    CHECK(failed(town, claimed[0].id, "one", rule));
    CHECK(town.alerts_of(AlertKind::notice_failing) == (tries < 3 ? 1 : 2));
    CHECK(claim(town).empty());
    town.clock.advance(back_off(rule, tries, 0.5));
  }
  CHECK(claim(town).empty());
  const OrderDetail detail = town.detail(order);
  CHECK(detail.notices[0].state == NoticeState::failed);
  CHECK(detail.notices[0].tries == 3);
  CHECK(detail.notices[0].error == "500");
  CHECK(detail.summary.notices.failed == 1);
}

TEST_CASE("back-off doubles up to its longest, with jitter both ways") {
  const BackOff rule{};
  CHECK(back_off(rule, 1, 0.5) == 1s);
  CHECK(back_off(rule, 2, 0.5) == 2s);
  CHECK(back_off(rule, 7, 0.5) == 60s);
  CHECK(back_off(rule, 500, 0.5) == 60s);
  CHECK(back_off(rule, 1, 0.0) == 800ms);
  CHECK(back_off(rule, 1, 0.9999999) == 1200ms);
}

TEST_CASE("G9: an escalation whose step was meanwhile done is superseded, and visible as such") {
  Town town;
  const OrderId order = town.trapped();
  town.run_timers(kStart + 4min);
  REQUIRE(town.tap(order, Step::accepted).has_value());
  std::vector<std::string> texts;
  for (auto claimed = claim(town); !claimed.empty(); claimed = claim(town))
    for (const Claimed& notice : claimed) {
      texts.push_back(notice.text);
      REQUIRE(sent(town, notice.id));
    }
  CHECK(texts.size() == 2);  // both dispatches; neither escalation
  const OrderDetail detail = town.detail(order);
  int superseded = 0;
  for (const auto& notice : detail.notices) superseded += notice.state == NoticeState::superseded ? 1 : 0;
  CHECK(superseded == 2);
  CHECK(detail.summary.notices.superseded == 2);
  CHECK(detail.summary.notices.pending == 0);
}

TEST_CASE("G9: nothing about an order that was closed goes out, but that the other crew is not needed") {
  Town town;
  const OrderId order = town.trapped();
  town.run_timers(kStart + 4min);
  town.rescue(order);
  const auto claimed = claim(town);
  REQUIRE(claimed.size() == 1);
  CHECK(claimed[0].text.find("无需前往") != std::string::npos);
}

TEST_CASE("G3: one phone gets one at a time, others do not wait for it; alarms go before reminders") {
  Town town;
  town.trapped(1, 0);
  town.trapped(1, 1);
  const auto first = claim(town);
  REQUIRE(first.size() == 1);  // two notices, one phone
  CHECK(claim(town).empty());
  REQUIRE(sent(town, first[0].id));
  const auto second = claim(town);
  REQUIRE(second.size() == 1);
  CHECK(second[0].order != first[0].order);
  town.run_timers(kStart + 4min);
  const auto third = claim(town, "two", {.limit = 1});
  REQUIRE(third.size() == 1);
  CHECK(third[0].text.find("请在3分钟内接单") != std::string::npos);
}

TEST_CASE("G6: a contact without a phone is a notice that says so, and rings at the desk") {
  Town town;
  town.write(
      [&](storage::Transaction& tx) { Town::put_contact(tx, town.first, registry::ContactRole::rescuer, "王伟", ""); });
  const OrderId order = town.trapped();
  CHECK(town.detail(order).notices[0].state == NoticeState::no_phone);
  CHECK(town.detail(order).summary.notices.failed == 1);
  CHECK(town.alerts_of(AlertKind::no_phone) == 1);
  CHECK(claim(town).empty());
}

TEST_CASE("G11: what came from outside stays one line of bounded length") {
  Town town;
  Alarm alarm = town.alarm(EventKind::trapped);
  alarm.facts_json = to_json({.remark = "快来\r\nX-Injected: 1" + std::string(500, 'x') + "😀"});
  const OrderId order = town.apply(alarm).order.value();
  const std::string text = town.detail(order).notices[0].text;
  CHECK(text.find('\n') == std::string::npos);
  CHECK(text.find('\r') == std::string::npos);
  CHECK(text.size() <= 600);
}
