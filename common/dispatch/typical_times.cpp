#include "common/dispatch/typical_times.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "common/dispatch/contact_check.hpp"
#include "common/timers/timers.hpp"

namespace liftguard::dispatch {

using storage::Row;
using storage::Statement;
using storage::Transaction;

namespace {

constexpr int kLatest = 200;
constexpr std::size_t kLeast = 5;  // rescues that make a median
constexpr Milliseconds kRoundEvery = std::chrono::hours{24};

constexpr Statement kLatestRescues{
    "dispatches.latest_rescues",
    "select e.district_id, d.dispatched_ms, d.accepted_ms, d.arrived_ms, d.rescued_ms from dispatches d "
    "join orders o on o.id = d.order_id join elevators e on e.id = o.elevator_id "
    "where d.unit_id = :1 and d.rescued_ms is not null and d.accepted_ms is not null and d.arrived_ms is not null "
    "and o.tag = 1 order by d.order_id desc limit :2"};
constexpr Statement kPut{
    "typical_times.put",
    "insert into typical_times (unit_id, district_id, accept_ms, arrive_ms, rescue_ms, rescues, "
    "computed_ms) values (:1, :2, :3, :4, :5, :6, :7) on conflict (unit_id, district_id) do update "
    "set accept_ms = excluded.accept_ms, arrive_ms = excluded.arrive_ms, "
    "rescue_ms = excluded.rescue_ms, rescues = excluded.rescues, "
    "computed_ms = excluded.computed_ms"};
constexpr Statement kNextUnit{"units.next", "select id from units where id > :1 order by id limit 1"};
constexpr Statement kUnderWay{"timers.any_nightly", "select subject from timers where kind = :1 limit 1"};

struct Rescues {
  std::vector<Milliseconds> accept, arrive, rescue;
};

Milliseconds median(std::vector<Milliseconds>& times) {
  const auto middle = times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2);
  std::ranges::nth_element(times, middle);
  return *middle;
}

}  // namespace

void learn_times(Transaction& tx, UnitId unit, UtcTime now) {
  std::map<DistrictId, Rescues> by_district;
  for (Row& row : tx.query(kLatestRescues, unit, kLatest)) {
    Rescues& rescues = by_district[row.take<DistrictId>()];
    const auto dispatched = row.take<UtcTime>();
    const auto accepted = row.take<UtcTime>();
    const auto arrived = row.take<UtcTime>();
    const auto rescued = row.take<UtcTime>();
    rescues.accept.push_back(accepted - dispatched);
    rescues.arrive.push_back(arrived - accepted);
    rescues.rescue.push_back(rescued - arrived);
  }
  for (auto& [district, rescues] : by_district) {
    if (rescues.accept.size() < kLeast) continue;
    const auto times = rescue::with_floor(
        {.accept = median(rescues.accept), .arrive = median(rescues.arrive), .rescue = median(rescues.rescue)});
    tx.exec(kPut, unit, district, times.accept, times.arrive, times.rescue,
            static_cast<std::int64_t>(rescues.accept.size()), now);
  }
}

void arm_nightly_round(Transaction& tx, UtcTime at) {
  if (!tx.query_one(kUnderWay, kNightlyTimer)) timers::arm(tx, {.kind = std::string(kNightlyTimer), .due = at});
}

void nightly_turn(Transaction& tx, UnitId after, UtcTime now) {
  const auto row = tx.query_one(kNextUnit, after.value);
  if (!row) return timers::arm(tx, {.kind = std::string(kNightlyTimer), .due = now + kRoundEvery});
  const auto unit = row->get<UnitId>(0);
  learn_times(tx, unit, now);
  check_contacts(tx, unit, now);
  timers::arm(tx, {.kind = std::string(kNightlyTimer), .subject = unit.value, .due = now});
}

}  // namespace liftguard::dispatch
