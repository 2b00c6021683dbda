// The JSON of docs/integrators.md, member by member.
#include <string>

#include <boost/json.hpp>
#include <catch2/catch.hpp>

#include "common/uploads/body.hpp"

using namespace liftguard;
using namespace liftguard::uploads;
namespace json = boost::json;

namespace {

constexpr UtcTime kThen = utc_from_ms(1'795'000'000'123);

const registry::Elevator kLift{.id = ElevatorId{5},
                               .code = "100001",
                               .registration_code = "31103305022010120001",
                               .place = "1幢1单元",
                               .estate = "太湖花园"};

Addressed to(const CodeTable& codes, std::string_view dialect = "gbt24476_chongqing") {
  return {"17", "event/x", dialect, codes, kLift, "330502"};
}

const CodeTable& chongqing() {
  return CodeTable::built_in(Dialect::gbt24476_chongqing);
}

EventReport trapped(const std::string& facts = R"({"reasons":["outside_zone","occupied"],"floor":"3"})") {
  return {.kind = EventKind::trapped,
          .source_key = "LG-000001/77/alarm/5",
          .monitor = "LG-000001",
          .elevator = kLift.id,
          .happened = kThen,
          .received = kThen + Milliseconds{40},
          .facts_json = facts};
}

}  // namespace

TEST_CASE("an event goes out with its lift, its code in the receiver's dialect, and what was seen") {
  const auto body = json::parse(body_of(trapped(), to(chongqing())));
  const auto expected = json::parse(R"({
    "schema": "liftguard.upload/1", "id": "17", "key": "event/x", "kind": "event", "dialect": "gbt24476_chongqing",
    "elevator": {"code": "100001", "registration_code": "31103305022010120001", "district": "330502",
                 "estate": "太湖花园", "place": "1幢1单元"},
    "event": {"name": "trapped", "zh": "困人", "code": "04",
              "facts": {"reasons": ["outside_zone", "occupied"], "floor": "3"},
              "monitor": "LG-000001", "source": "LG-000001/77/alarm/5",
              "happened_ms": 1795000000123, "received_ms": 1795000000163}})");
  CHECK(body == expected);
}

TEST_CASE("an event's code is its dialect's, and null where the dialect has none: it goes by name") {
  const auto code = [](const EventReport& report, Dialect dialect) {
    return json::parse(body_of(report, to(CodeTable::built_in(dialect)))).at("event").at("code");
  };
  EventReport report = trapped(R"({"reasons":["door_not_opened"]})");
  CHECK(code(report, Dialect::gbt24476_chongqing) == "93");
  CHECK(code(report, Dialect::gbt24476_continued) == "11");
  CHECK(code(report, Dialect::regulator).is_null());
  report.kind = EventKind::overspeed;
  CHECK(code(report, Dialect::gbt24476_chongqing).is_null());
  CHECK_FALSE(has_code(report, chongqing()));
  for (const char* facts : {"", "nonsense", "[]", R"({"reasons":5})", R"({"reasons":[5]})"}) {
    INFO(facts);
    CHECK(code(trapped(facts), Dialect::gbt24476_chongqing) == "93");
  }
}

TEST_CASE("every kind of event is either told to regulators or for a reason not") {
  for (const auto& facts : kEventFacts) {
    INFO(facts.name);
    const bool told = facts.lane != Lane::bulk && facts.lane != Lane::gateway && facts.kind != EventKind::self_test;
    CHECK(concerns_a_regulator(facts.kind) == told);
  }
  CHECK_FALSE(concerns_a_regulator(static_cast<EventKind>(200)));
}

TEST_CASE("an order's step goes out with its times and its cause, and names nobody") {
  const OrderReport report{.order = OrderId{9},
                           .elevator = kLift.id,
                           .what = "limit_passed",
                           .level = 1,
                           .step = "accepted",
                           .round = 1,
                           .at = kThen,
                           .due = kThen - Milliseconds{1},
                           .stands_at = "dispatched",
                           .tag = "normal",
                           .happened = kThen - Milliseconds{180'000},
                           .facts_json = R"({"reasons":["outside_zone"]})"};
  const auto order = json::parse(body_of(report, to(chongqing()))).at("order");
  const auto expected = json::parse(R"({
    "id": "9", "what": "limit_passed", "level": 1, "step": "accepted", "round": 1, "at_ms": 1795000000123,
    "due_ms": 1795000000122, "stands_at": "dispatched", "tag": "normal", "happened_ms": 1794999820123,
    "cause": {"name": "trapped", "zh": "困人", "code": "04", "facts": {"reasons": ["outside_zone"]}}, "result": null})");
  CHECK(order == expected);
}

TEST_CASE("the same report has the same key, another has another") {
  CHECK(key_of(trapped()) == "event/LG-000001/77/alarm/5");
  OrderReport step{.order = OrderId{9}, .what = "stepped", .level = 1, .step = "accepted", .round = 1, .at = kThen};
  const std::string key = key_of(step);
  CHECK(key == "order/9/stepped/1/accepted/1/1795000000123");
  step.at += Milliseconds{1};
  CHECK(key_of(step) != key);
  step.step.reset();
  step.level.reset();
  CHECK(key_of(step) == "order/9/stepped/0/-/1/1795000000124");
}
