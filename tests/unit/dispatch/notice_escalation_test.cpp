// Group G in virtual time: what becomes of an alarm's notice that nobody proves to have been delivered.
#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

#include "common/dispatch/sms_text.hpp"
#include "tests/unit/dispatch/town.hpp"

using namespace liftguard;
using namespace liftguard::dispatch;
using namespace liftguard::testing;

namespace {

int escalate(Town& town, Voice voice = Voice::there) {
  return town.write([&](storage::Transaction& tx) { return escalate_notices(tx, voice, town.now()); });
}
std::vector<Claimed> claim(Town& town, std::string_view channel = kSms) {
  return town.write(
      [&](storage::Transaction& tx) { return claim_notices(tx, town.now(), "w", {.limit = 64, .channel = channel}); });
}
void sent(Town& town, NoticeId id) {
  town.write([&](storage::Transaction& tx) {
    REQUIRE(mark_sent(tx, id, "w", "p-" + to_string(id), town.now(), Reports::awaited));
  });
}
bool report(Town& town, NoticeId id, Report what, std::string_view reason = "") {
  return town.write([&](storage::Transaction& tx) { return take_report(tx, id, what, reason, town.now()); });
}
int of_channel(const OrderDetail& detail, std::string_view channel) {
  return static_cast<int>(std::ranges::count(detail.notices, channel, &NoticeView::channel));
}

}  // namespace

TEST_CASE("G1: an alarm that no provider takes is called by voice after 30 s, not before, once") {
  Town town;
  const OrderId order = town.trapped();
  town.clock.advance(29'999ms);
  CHECK(escalate(town) == 0);
  town.clock.advance(1ms);
  CHECK(escalate(town) == 1);
  CHECK(escalate(town) == 0);
  const auto calls = claim(town, kVoice);
  REQUIRE(calls.size() == 1);
  CHECK(calls[0].phone == "13800000001");
  CHECK(calls[0].text == town.detail(order).notices[0].text);
  CHECK(town.alerts_of(AlertKind::notice_failing) == 1);  // NT-2: shown at once
  CHECK(claim(town).size() == 1);                         // the SMS is tried on
}

TEST_CASE("G1: an SMS that was given up is called without waiting for the 30 s") {
  Town town;
  town.trapped();
  const auto claimed = claim(town);
  town.write([&](storage::Transaction& tx) {
    REQUIRE(mark_failed(tx, claimed[0].id, "w", "500", town.now(), 0.5, {.tries = 1}));
  });
  CHECK(escalate(town) == 1);
}

TEST_CASE("G2: taken by the provider and without a report for 60 s: called by voice") {
  Town town;
  const OrderId order = town.trapped();
  town.clock.advance(10s);
  sent(town, claim(town)[0].id);
  CHECK(town.detail(order).notices[0].state == NoticeState::sent);
  CHECK(town.detail(order).summary.notices.pending == 1);
  town.clock.advance(59'999ms);
  CHECK(escalate(town) == 0);
  town.clock.advance(1ms);
  CHECK(escalate(town) == 1);
  CHECK(of_channel(town.detail(order), kVoice) == 1);
}

TEST_CASE("G2: a report that says delivered ends it, also when it comes late or twice") {
  Town town;
  const OrderId order = town.trapped();
  const NoticeId id = claim(town)[0].id;
  sent(town, id);
  const auto awaited = town.read([](storage::Session& s) { return awaited_reports(s, kSms, {}, 10); });
  REQUIRE(awaited.size() == 1);
  CHECK(awaited[0].provider_id == "p-" + to_string(id));
  town.clock.advance(59s);
  CHECK(report(town, id, Report::delivered));
  CHECK_FALSE(report(town, id, Report::delivered));
  CHECK_FALSE(report(town, id, Report::undelivered));  // a second, contradicting one
  town.clock.advance(1h);
  CHECK(escalate(town) == 0);
  CHECK(town.detail(order).notices[0].state == NoticeState::delivered);
}

TEST_CASE("G2: a report that says no takes the alarm on at once") {
  Town town;
  const OrderId order = town.trapped();
  const NoticeId id = claim(town)[0].id;
  sent(town, id);
  CHECK(report(town, id, Report::undelivered, "空号"));
  CHECK(town.detail(order).notices[0].error == "not delivered: 空号");
  CHECK(escalate(town) == 1);
  CHECK(of_channel(town.detail(order), kVoice) == 1);
}

TEST_CASE("G8: both channels dead: the desk rings to phone, and the unit's managers are told; each once") {
  Town town;
  const OrderId order = town.trapped();
  town.clock.advance(30s);
  CHECK(escalate(town) == 1);
  CHECK(town.alerts_of(AlertKind::unreachable) == 0);
  town.clock.advance(30s);
  CHECK(escalate(town) == 1);
  CHECK(town.alerts_of(AlertKind::unreachable) == 1);
  const OrderDetail detail = town.detail(order);
  CHECK(detail.notices.back().to_name == "陈经理");
  town.clock.advance(1h);
  while (escalate(town) > 0) town.clock.advance(1min);
  CHECK(town.alerts_of(AlertKind::unreachable) == 2);  // of the rescuer, and of the manager after him
  CHECK(town.detail(order).notices.size() == 4);       // SMS and call to each
}

TEST_CASE("G8: without a voice channel the desk is told after the first 30 s") {
  Town town;
  town.trapped();
  town.clock.advance(30s);
  CHECK(escalate(town, Voice::none) == 1);
  CHECK(town.alerts_of(AlertKind::unreachable) == 1);
  CHECK(claim(town, kVoice).empty());
}

TEST_CASE("G9: nobody is called by voice about an order that was accepted or closed meanwhile") {
  Town town;
  const OrderId accepted = town.trapped(1, 0);
  const OrderId closed = town.trapped(1, 1);
  REQUIRE(town.tap(accepted, Step::accepted).has_value());
  town.rescue(closed);
  town.clock.advance(20min);
  escalate(town);
  CHECK(of_channel(town.detail(accepted), kVoice) == 0);
  CHECK(of_channel(town.detail(closed), kVoice) == 0);
  CHECK(town.alerts_of(AlertKind::unreachable) == 0);
}

TEST_CASE("G9: a call that waits for its turn is not made once the step is done") {
  Town town;
  const OrderId order = town.trapped();
  town.clock.advance(30s);
  CHECK(escalate(town) == 1);
  town.rescue(order);
  CHECK(claim(town, kVoice).empty());
}

TEST_CASE("O5: what was taken and never reported ends as failed, and is not silent") {
  Town town;
  const OrderId order = town.trapped();
  sent(town, claim(town)[0].id);
  const auto give_up = [&] {
    return town.write([&](storage::Transaction& tx) { return give_up_reports(tx, town.now()); });
  };
  town.clock.advance(9min);
  CHECK(give_up() == 0);
  escalate(town);
  town.clock.advance(1min);
  CHECK(give_up() == 1);
  CHECK(town.detail(order).notices[0].state == NoticeState::failed);
}

TEST_CASE("O5: what was never reported is given up 32 at a time, until nothing is left") {
  Town town({}, 40);
  for (std::size_t lift = 0; lift < 40; ++lift) town.trapped(1, lift);
  town.write([&](storage::Transaction& tx) {
    tx.exec(storage::Statement{"test.all_sent", "update notices set state = 7, sent_ms = :1"}, town.now());
  });
  town.clock.advance(10min);
  std::vector<int> given_up;
  do given_up.push_back(town.write([&](storage::Transaction& tx) { return give_up_reports(tx, town.now()); }));
  while (given_up.back() > 0);
  CHECK(given_up == std::vector{32, 8, 0});
}

TEST_CASE("O5: a reminder that is never reported ends as failed, and the desk is told to phone") {
  Town town;
  town.trapped();
  for (const Claimed& notice : claim(town)) {
    sent(town, notice.id);
    REQUIRE(report(town, notice.id, Report::delivered));
  }
  town.run_timers(kStart + 3min + 1ms);
  for (const Claimed& notice : claim(town)) {
    sent(town, notice.id);
    if (notice.priority == NoticePriority::alarm) REQUIRE(report(town, notice.id, Report::delivered));
  }
  CHECK(town.alerts_of(AlertKind::notice_failing) == 0);
  town.clock.advance(10min);
  const int lost = town.write([&](storage::Transaction& tx) { return give_up_reports(tx, town.now()); });
  CHECK(lost == 2);  // to the unit's rescuer and manager
  CHECK(town.alerts_of(AlertKind::notice_failing) == 2);
}

TEST_CASE("G3: a phone whose provider takes its time holds up no other, however much waits for it") {
  Town town({}, 100);
  town.write([&](storage::Transaction& tx) {
    const UnitId other = registry::put_unit(tx, {.code = "91330500MA2B0QXY37", .name = "另一单位"});
    Town::put_contact(tx, other, registry::ContactRole::rescuer, "赵六", "13800000009");
    registry::Elevator elevator = registry::find_elevator(tx, town.elevators.back()).value();
    elevator.maintenance_unit = other;
    elevator.estate = "别处";
    registry::put_elevator(tx, elevator);
  });
  for (std::size_t lift = 0; lift < 100; ++lift) town.trapped(1, lift);
  std::set<std::string> served;
  for (int turn = 0; turn < 2; ++turn)
    for (const Claimed& notice :
         town.write([&](storage::Transaction& tx) { return claim_notices(tx, town.now(), "w", {.limit = 4}); }))
      served.insert(notice.phone);
  CHECK(served.contains("13800000009"));
}

TEST_CASE("G5: while the provider wants less, alarms alone are claimed; what is put off is not lost and not counted") {
  Town town;
  const OrderId order = town.trapped();
  for (const Claimed& notice : claim(town)) sent(town, notice.id);
  town.run_timers(kStart + 3min + 1ms);  // a reminder to level 1, an alarm to level 2
  const auto alarms = town.write(
      [&](storage::Transaction& tx) { return claim_notices(tx, town.now(), "w", {.upto = NoticePriority::alarm}); });
  REQUIRE(alarms.size() == 1);
  CHECK(alarms[0].phone == "13800000003");
  sent(town, alarms[0].id);
  const auto reminders = claim(town);
  REQUIRE_FALSE(reminders.empty());
  for (const Claimed& notice : reminders)
    town.write([&](storage::Transaction& tx) { REQUIRE(mark_deferred(tx, notice.id, "w", town.now() + 1min)); });
  CHECK(claim(town).empty());
  CHECK(town.alerts_of(AlertKind::notice_failing) == 0);
  town.clock.advance(1min);
  CHECK(claim(town).size() == reminders.size());
  CHECK(town.detail(order).summary.notices.failed == 0);
}

TEST_CASE("G11: one SMS series, one line, one signature, whatever the names hold") {
  CHECK(sms_text("【智慧电梯】救援困人：电梯100001。") == "【智慧电梯】救援困人：电梯100001。");
  CHECK(sms_text("【智慧电梯】a\r\nb\tc") == "【智慧电梯】a  b c");
  CHECK(sms_text("【智慧电梯】【假银行】转账") == "【智慧电梯】〔假银行〕转账");
  CHECK(sms_text("假【智慧电梯】") == "假〔智慧电梯〕");
  std::string emoji;
  for (int i = 0; i < 250; ++i) emoji += "😀";
  for (const std::string& text : {std::string(5'000, 'x'), emoji, "【智慧电梯】" + emoji, "x" + emoji}) {
    const std::string made = sms_text(text);
    CHECK(ucs2_units(made) <= kMostUnits);
    CHECK(ucs2_units(made) >= kMostUnits - 1);
    CHECK(made.ends_with("…"));
  }
  CHECK(sms_text(std::string(201, 'x')) == std::string(201, 'x'));
  CHECK(sms_text("\xFF\xC3") == "\xEF\xBF\xBD\xEF\xBF\xBD");
}
