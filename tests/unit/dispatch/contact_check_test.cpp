// G6: contacts that could not be reached are found before they are needed; usual times are learnt from rescues.
#include <catch2/catch.hpp>

#include "tests/unit/dispatch/town.hpp"

using namespace liftguard;
using namespace liftguard::dispatch;
using namespace liftguard::testing;

namespace {

int check(Town& town, UnitId unit) {
  return town.write([&](storage::Transaction& tx) { return check_contacts(tx, unit, town.now()); });
}
std::vector<FoundContact> found(Town& town) {
  return town.read([](storage::Session& s) { return found_contacts(s, {}, 100); });
}

}  // namespace

TEST_CASE("G6: which numbers can be called") {
  for (const char* good :
       {"13800000001", "19912345678", "0572-2000001", "02161234567", "400-820-0000", "8008200000", "+8613800000001"})
    CHECK(can_be_called(good));
  for (const char* bad : {"12800000001", "1380000000", "138000000012", "2000001", "00572200001", "abc", "13800 00001",
                          "++8613800000001", "-"})
    CHECK_FALSE(can_be_called(bad));
}

TEST_CASE("G6: what is wrong with a contact, the first thing first") {
  CHECK_FALSE(judge_contact("13800000001", 0));
  CHECK_FALSE(judge_contact("13800000001", 1));
  CHECK(judge_contact("13800000001", 2) == ContactFinding::failing);
  CHECK(judge_contact("123", 5) == ContactFinding::invalid_number);
  CHECK(judge_contact("", 5) == ContactFinding::no_phone);
}

TEST_CASE("G6: no phone, a wrong number and nobody at all are listed with their beginning, and go when mended") {
  Town town;
  CHECK(check(town, town.first) == 0);
  town.write([&](storage::Transaction& tx) {
    Town::put_contact(tx, town.first, registry::ContactRole::rescuer, "王伟", "");
    Town::put_contact(tx, town.first, registry::ContactRole::manager, "陈经理", "12345");
  });
  const UtcTime since = town.now();
  CHECK(check(town, town.first) == 2);
  town.clock.advance(24h);
  CHECK(check(town, town.first) == 2);
  REQUIRE(found(town).size() == 2);
  const auto seen_by = [&](const FindingScope& scope) {
    return town.read([&](storage::Session& s) { return found_contacts(s, scope, 100).size(); });
  };
  CHECK(seen_by({.unit = town.first}) == 2);
  CHECK(seen_by({.unit = town.second}) == 0);
  CHECK(seen_by({.district = town.district}) == 2);
  CHECK(seen_by({.district = DistrictId{town.district.value + 1}}) == 0);
  for (const FoundContact& one : found(town)) CHECK(one.since == since);
  town.write([&](storage::Transaction& tx) {
    Town::put_contact(tx, town.first, registry::ContactRole::rescuer, "王伟", "13800000001");
    Town::put_contact(tx, town.first, registry::ContactRole::manager, "陈经理", "13800000002");
  });
  CHECK(check(town, town.first) == 0);
  CHECK(found(town).empty());

  town.write([&](storage::Transaction& tx) {
    const UnitId lonely = registry::put_unit(tx, {.code = "91330500MA2B0QXY37", .name = "无人单位"});
    registry::Elevator elevator = registry::find_elevator(tx, town.elevators[0]).value();
    elevator.maintenance_unit = lonely;
    registry::put_elevator(tx, elevator);
    CHECK(check_contacts(tx, lonely, town.now()) == 1);
  });
  REQUIRE(found(town).size() == 1);
  CHECK(found(town)[0].finding == ContactFinding::no_rescuer);
}

TEST_CASE("G6: a number whose last two deliveries failed is listed until one arrives") {
  Town town;
  for (std::size_t lift = 0; lift < 2; ++lift) {
    town.trapped(1, lift);
    town.write([&](storage::Transaction& tx) {
      for (const Claimed& notice : claim_notices(tx, town.now(), "w"))
        REQUIRE(mark_failed(tx, notice.id, "w", "500", town.now(), 0.5, {.tries = 1}));
    });
  }
  CHECK(check(town, town.first) == 1);
  REQUIRE(found(town).size() == 1);
  CHECK(found(town)[0].finding == ContactFinding::failing);
  CHECK(found(town)[0].name == "王伟");
}

TEST_CASE("the nightly round looks at every unit once, and comes again a day later") {
  Town town;
  town.write([&](storage::Transaction& tx) {
    Town::put_contact(tx, town.second, registry::ContactRole::rescuer, "李强", "");
    arm_nightly_round(tx, town.now());
    arm_nightly_round(tx, town.now());
  });
  CHECK(town.run_timers(town.now() + 1h) == 3);  // two units, and the end of the round
  CHECK(found(town).size() == 1);
  CHECK(town.run_timers(town.now() + 24h) == 3);
}

TEST_CASE("usual times are the medians of a unit's rescues in a district, from the fifth on") {
  Town town({}, 5);
  for (std::size_t lift = 0; lift < 5; ++lift) {
    const OrderId order = town.trapped(1, lift);
    town.clock.advance(Milliseconds{1min} * static_cast<int>(lift + 1));
    for (const Step step : {Step::accepted, Step::arrived, Step::rescued}) {
      REQUIRE(town.tap(order, step).has_value());
      town.clock.advance(4min);
    }
    town.write([&](storage::Transaction& tx) { learn_times(tx, town.first, town.now()); });
    CHECK(town.number("test.typical", "select count(*) from typical_times") == (lift < 4 ? 0 : 1));
  }
  const OrderId order = town.trapped(2, 0);
  const auto summary = town.detail(order).summary;
  CHECK(summary.dispatches[0].typical.accept == 3min);
  CHECK(summary.dispatches[0].typical.arrive == 4min);
  REQUIRE(summary.forecast);
  CHECK(summary.forecast->prospect == rescue::Prospect::on_time);
  CHECK(summary.forecast->spare == 0min);
  town.clock.advance(3min + 1ms);
  CHECK(town.detail(order).summary.forecast->prospect == rescue::Prospect::lost);
}
