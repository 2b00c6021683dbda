#include <catch2/catch.hpp>

#include "common/registry/store.hpp"
#include "tests/unit/storage/scratch.hpp"

using namespace liftguard;
using namespace liftguard::registry;
using namespace std::chrono_literals;
using liftguard::testing::Scratch;

namespace {

constexpr UtcTime kNow = utc_from_ms(1'795'000'000'000);

struct Town {
  Scratch scratch;
  std::unique_ptr<storage::Database> database = scratch.open();
  storage::Transaction tx = database->begin();
  DistrictId district = put_district(tx, {.code = "330502", .name = "吴兴区"});
  UnitId unit = put_unit(tx, {.code = "91330500MA2B0QXY10", .name = "湖州迅安电梯", .phone = "0572-2000001"});

  ElevatorId elevator(const char* code) {
    return put_elevator(tx, {.code = code,
                             .place = "1幢1单元",
                             .estate = "太湖花园",
                             .district = district,
                             .area = rescue::Area::city_centre,
                             .maintenance_unit = unit});
  }
};

}  // namespace

TEST_CASE("seeding the same town twice changes nothing; other data under the same key changes the row") {
  Town town;
  const ElevatorId first = town.elevator("100001");
  CHECK(town.elevator("100001") == first);
  CHECK(put_district(town.tx, {.code = "330502", .name = "吴兴"}) == town.district);
  CHECK(find_district(town.tx, town.district)->name == "吴兴");
  const auto elevator = find_elevator(town.tx, "100001");
  REQUIRE(elevator);
  CHECK(elevator->id == first);
  CHECK(elevator->area == rescue::Area::city_centre);
  CHECK(elevator->maintenance_unit == town.unit);
  CHECK_FALSE(elevator->second_unit);
  CHECK_FALSE(elevator->latitude);
  CHECK(elevators(town.tx).size() == 1);
  CHECK_FALSE(find_elevator(town.tx, "999999"));
  CHECK(find_unit(town.tx, "91330500MA2B0QXY10")->phone == "0572-2000001");
}

TEST_CASE("EL-3: a monitor and an elevator are bound to one another alone; the history stays") {
  Town town;
  const ElevatorId one = town.elevator("100001");
  const ElevatorId two = town.elevator("100002");
  put_monitor(town.tx, "LG-000001", kNow);
  put_monitor(town.tx, "LG-000002", kNow);
  CHECK_FALSE(find_monitor(town.tx, "LG-000001")->elevator);
  bind_monitor(town.tx, "LG-000001", one, kNow);
  bind_monitor(town.tx, "LG-000001", one, kNow + 1s);  // again: nothing new
  bind_monitor(town.tx, "LG-000001", two, kNow + 1h);
  bind_monitor(town.tx, "LG-000002", two, kNow + 2h);

  CHECK_FALSE(find_monitor(town.tx, "LG-000001")->elevator);
  CHECK(find_monitor(town.tx, "LG-000002")->elevator == two);
  CHECK_FALSE(find_monitor(town.tx, "LG-999999"));
  CHECK_FALSE(elevator_of(town.tx, "LG-000001", kNow - 1ms));
  CHECK(elevator_of(town.tx, "LG-000001", kNow) == one);
  CHECK(elevator_of(town.tx, "LG-000001", kNow + 1h - 1ms) == one);
  CHECK(elevator_of(town.tx, "LG-000001", kNow + 1h) == two);
  CHECK_FALSE(elevator_of(town.tx, "LG-000001", kNow + 2h));
  unbind_monitor(town.tx, "LG-000002", kNow + 3h);
  CHECK_FALSE(find_monitor(town.tx, "LG-000002")->elevator);
  CHECK(monitors(town.tx).size() == 2);
  CHECK_THROWS_AS(bind_monitor(town.tx, "LG-999999", one, kNow), storage::Conflict);
}

TEST_CASE("RS-5: limits take effect from their date; a district without any has the manual's") {
  Town town;
  CHECK(limits_at(town.tx, town.district, kNow) == rescue::DistrictLimits{});
  rescue::DistrictLimits quick;
  quick.accept = 5s;
  quick.arrive_elsewhere = 7s;
  quick.second_level = rescue::Automatic::no;
  put_limits(town.tx, town.district, quick, kNow);
  put_limits(town.tx, town.district, quick, kNow + 1h);  // the same: no new row
  CHECK(limits_at(town.tx, town.district, kNow - 1ms) == rescue::DistrictLimits{});
  CHECK(limits_at(town.tx, town.district, kNow) == quick);
  put_limits(town.tx, town.district, {}, kNow + 2h);
  CHECK(limits_at(town.tx, town.district, kNow + 2h - 1ms) == quick);
  CHECK(limits_at(town.tx, town.district, kNow + 2h) == rescue::DistrictLimits{});
}

TEST_CASE("EL-1: people named for an elevator are told in place of the unit's, rescuers first") {
  Town town;
  const ElevatorId one = town.elevator("100001");
  const ElevatorId two = town.elevator("100002");
  const auto put = [&](const char* name, ContactRole role, ElevatorId elevator, const char* phone) {
    return put_contact(town.tx, {.unit = town.unit, .elevator = elevator, .role = role, .name = name, .phone = phone});
  };
  put("陈经理", ContactRole::manager, {}, "13800000001");
  const ContactId wang = put("王伟", ContactRole::rescuer, {}, "13800000002");
  CHECK(put("王伟", ContactRole::rescuer, {}, "13800000009") == wang);
  put("李强", ContactRole::rescuer, two, "13800000003");

  const auto for_one = contacts_for(town.tx, town.unit, one);
  REQUIRE(for_one.size() == 2);
  CHECK(for_one[0].name == "王伟");
  CHECK(for_one[0].phone == "13800000009");
  CHECK(for_one[1].role == ContactRole::manager);
  const auto for_two = contacts_for(town.tx, town.unit, two);
  REQUIRE(for_two.size() == 1);
  CHECK(for_two[0].name == "李强");
}
