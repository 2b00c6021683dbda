#include "tests/bench/gateway/populate.hpp"

#include <algorithm>
#include <string>

#include "common/registry/store.hpp"
#include "tests/bench/gateway/records.hpp"

namespace liftguard::bench {

namespace {

constexpr std::uint32_t kATransaction = 1'000;  // nobody waits beside a bench that prepares itself

UnitId unit_with_phone(storage::Transaction& tx, const std::string& code, const std::string& phone) {
  const UnitId unit = registry::put_unit(tx, {{}, code, "单位 " + code, phone});
  registry::put_contact(tx, {{}, unit, {}, registry::ContactRole::rescuer, "救援员 " + code, phone});
  return unit;
}

registry::Elevator common_of_all(storage::Transaction& tx) {
  registry::Elevator lift;
  lift.place = "一号楼";
  lift.estate = "湖畔花园";
  lift.district = registry::put_district(tx, {{}, "330502", "吴兴区"});
  lift.area = rescue::Area::city_centre;
  lift.maintenance_unit = unit_with_phone(tx, "91330500MA28C8QX1A", "13800000001");
  lift.second_unit = unit_with_phone(tx, "91330500MA28C8QX2B", "13800000002");
  return lift;
}

}  // namespace

void populate(storage::Database& database, std::uint32_t lifts) {
  registry::Elevator lift;
  for (std::uint32_t first = 1; first <= lifts; first += kATransaction) {
    const UtcTime now = database.utc_now();
    auto tx = database.begin();
    if (first == 1) lift = common_of_all(tx);
    for (std::uint32_t number = first; number < std::min(first + kATransaction, lifts + 1); ++number) {
      lift.code = elevator_code(number);
      registry::put_monitor(tx, monitor_name(number), now);
      registry::bind_monitor(tx, monitor_name(number), registry::put_elevator(tx, lift), now);
    }
    tx.commit();
  }
}

}  // namespace liftguard::bench
