#include <catch2/catch.hpp>

#include "common/storage/audit.hpp"
#include "common/storage/changes.hpp"
#include "tests/unit/dispatch/town.hpp"

using namespace liftguard;
using namespace liftguard::dispatch;
using namespace liftguard::testing;
using rescue::What;

namespace {

std::string code_of(const Result<Tapped>& result) {
  return result.has_value() ? "" : result.error().code;
}

}  // namespace

TEST_CASE("RS-2 AC-12: steps record who and when, in the time line and in the audit log") {
  Town town;
  const OrderId order = town.trapped();
  town.clock.advance(1min);
  Tap accept = town.a_tap(order, Step::accepted);
  accept.remark = "已出发";
  CHECK(town.tap(accept)->version == 2);
  town.clock.advance(5min);
  CHECK(town.tap(order, Step::arrived)->version == 3);
  town.clock.advance(5min);
  CHECK(town.tap(order, Step::rescued)->version == 4);

  const OrderDetail detail = town.detail(order);
  CHECK(detail.summary.closed == kStart + 11min);
  REQUIRE(detail.summary.closing);
  CHECK(detail.summary.closing->people_trapped == 2);
  CHECK(detail.first_level.compliant == rescue::Verdict::met);
  std::vector<std::string> told;
  for (const auto& entry : detail.timeline) told.push_back(entry.text_zh + "/" + entry.by);
  CHECK(told == std::vector<std::string>{"接警：困人/", "一级救援派单/", "一级救援接单/王伟", "一级救援到达/王伟",
                                         "一级救援救出/王伟", "工单办结/"});
  CHECK(detail.timeline[2].remark == "已出发");
  CHECK(detail.timeline[2].at == kStart + 1min);
  CHECK(detail.timeline[2].by == "王伟");
  CHECK_FALSE(town.read([](storage::Session& session) { return storage::first_broken_audit_row(session); }));
  CHECK(town.number("test.audit", "select count(*) from audit_log") == 3);
}

TEST_CASE("what is refused, and with which word") {
  Town town;
  const OrderId order = town.trapped();
  CHECK(code_of(town.tap(OrderId{5}, Step::accepted)) == "not_found");
  CHECK(code_of(town.tap(order, Step::arrived)) == "out_of_turn");
  CHECK(code_of(town.tap(order, Step::accepted, Level::second)) == "not_dispatched");
  CHECK(code_of(town.back(order)) == "nothing_to_take_back");
  Tap stale = town.a_tap(order, Step::accepted);
  stale.expected_version = 7;
  CHECK(code_of(town.tap(stale)) == "version_conflict");
  Tap closing = town.a_tap(order, Step::rescued);
  closing.closing.reset();
  CHECK(code_of(town.tap(closing)) == "closing_missing");
  closing.closing = Closing{.people_hurt = -1};
  CHECK(code_of(town.tap(closing)) == "closing_invalid");
  closing.closing = Closing{.result = rescue::ClosingResult{9}};
  CHECK(code_of(town.tap(closing)) == "closing_invalid");
  closing = town.a_tap(order, Step::accepted);
  closing.closing = Closing{};
  CHECK(code_of(town.tap(closing)) == "closing_invalid");
  town.rescue(order);
  CHECK(code_of(town.tap(order, Step::rescued)) == "order_closed");
  CHECK(town.detail(order).summary.version == 4);
}

TEST_CASE("I2: of two crews that accept at once one wins, and the other sees who") {
  Town town;
  const OrderId order = town.trapped();
  Tap one = town.a_tap(order, Step::accepted);
  one.expected_version = 1;
  Tap other = one;
  other.actor.name = "李强";
  CHECK(town.tap(one).has_value());
  CHECK(code_of(town.tap(other)) == "version_conflict");
  CHECK(town.detail(order).timeline.back().by == "王伟");
}

TEST_CASE("I7: a request sent twice has one effect; the same key for something else is refused") {
  Town town;
  const OrderId order = town.trapped();
  Tap accept = town.a_tap(order, Step::accepted);
  accept.idempotency_key = "6c0b";
  accept.expected_version = 1;
  CHECK(town.tap(accept)->version == 2);
  const auto again = town.tap(accept);
  CHECK(again->repeated);
  CHECK(again->version == 2);
  accept.remark = "other";
  CHECK(code_of(town.tap(accept)) == "key_reused");
  CHECK(count(town.detail(order), What::stepped) == 1);
}

TEST_CASE("I3: step back after the limit fired, then forward: it does not fire again") {
  Town town;
  const OrderId order = town.trapped();
  town.run_timers(kStart + 4min);
  REQUIRE(town.tap(order, Step::accepted).has_value());
  REQUIRE(town.back(order).has_value());
  town.run_timers(kStart + 5min);
  REQUIRE(town.tap(order, Step::accepted).has_value());
  town.run_timers(kStart + 10min);
  const OrderDetail detail = town.detail(order);
  int fired = 0;
  for (const auto& view : detail.summary.dispatches[0].limits) fired += view.limit.fired ? 1 : 0;
  CHECK(fired == 1);
  CHECK(detail.summary.dispatches.size() == 2);
}

TEST_CASE("RS-2: a step taken back after its limit would have passed fires it at once; in time it runs on") {
  Town town;
  const OrderId order = town.trapped();
  town.clock.advance(1min);
  REQUIRE(town.tap(order, Step::accepted).has_value());
  SECTION("in time") {
    REQUIRE(town.back(order).has_value());
    CHECK(town.detail(order).summary.next_deadline->due == kStart + 3min);
    town.run_timers(kStart + 3min + 1ms);
    CHECK(count(town.detail(order), What::limit_passed) == 1);
  }
  SECTION("too late") {
    town.clock.advance(4min);
    REQUIRE(town.back(order).has_value());
    const OrderDetail detail = town.detail(order);
    CHECK(count(detail, What::limit_passed) == 1);
    REQUIRE(detail.timeline.back().what == What::dispatched);
    CHECK(detail.timeline.back().level == Level::second);
    CHECK(detail.timeline.back().by.empty());  // AC-12: by rule
    CHECK(town.run_timers(kStart + 6min) == 0);
  }
}

TEST_CASE("RS-14: the first 救出 closes; the other crew is told that it is not needed") {
  Town town;
  const OrderId order = town.trapped();
  town.run_timers(kStart + 4min);
  REQUIRE(town.tap(order, Step::accepted, Level::second).has_value());
  town.rescue(order, Level::first);
  const OrderDetail detail = town.detail(order);
  CHECK(detail.summary.step == Step::rescued);
  CHECK(detail.summary.dispatches[1].dispatch.not_needed);
  CHECK(detail.notices.back().to_name == "李强");
  CHECK(detail.notices.back().text.find("无需前往") != std::string::npos);
  CHECK(town.run_timers(kStart + 2h) == 1);  // the second ring (RS-9), no limit
}

TEST_CASE("RS-2 RS-4: 救出 can be taken back unless the elevator has another open order") {
  Town town;
  const OrderId order = town.trapped(1);
  town.rescue(order);
  SECTION("taken back") {
    REQUIRE(town.back(order).has_value());
    CHECK(town.open().size() == 1);
    CHECK_FALSE(town.detail(order).summary.closing);
    REQUIRE(town.tap(order, Step::rescued).has_value());
    CHECK(town.open().empty());
  }
  SECTION("another order") {
    town.trapped(2);
    CHECK(code_of(town.back(order)) == "other_order_open");
  }
}

TEST_CASE("RS-10: a closed order is read-only 72 h after it happened") {
  Town town;
  const OrderId order = town.trapped();
  town.rescue(order);
  town.clock.advance_to(kStart + 72h + 1ms);
  CHECK(code_of(town.back(order)) == "read_only");
  const OrderId old = town.trapped(2);
  town.clock.advance(80h);
  town.rescue(old);  // an open one stays operable however old it is
  CHECK(town.open().empty());
}

TEST_CASE("changes: every step is one change of its order, numbered in the order of the commits") {
  Town town;
  const OrderId order = town.trapped();
  town.rescue(order);
  std::vector<std::string> what;
  for (const auto& stored : town.read([](storage::Session& s) { return storage::changes_after(s, 0, 100); }))
    if (stored.change.kind == "order") {
      CHECK(stored.change.subject == order.value);
      what.push_back(stored.change.detail);
    }
  REQUIRE(what.size() == 4);
  CHECK(what[0] == R"({"what":["opened","dispatched"],"step":"dispatched","version":1})");
  CHECK(what[3] == R"({"what":["stepped","closed"],"step":"rescued","version":4})");
}
