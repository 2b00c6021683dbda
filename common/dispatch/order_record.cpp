#include "common/dispatch/order_record.hpp"

#include <span>
#include <vector>

#include "common/registry/store.hpp"
#include "common/storage/bulk.hpp"

namespace liftguard::dispatch {

using rescue::Level;
using rescue::Limit;
using storage::BulkColumn;
using storage::BulkRows;
using storage::ColumnType;
using storage::Row;
using storage::Rows;
using storage::Session;
using storage::Statement;

namespace {

constexpr Statement kLoad{
    "orders.load",
    "select version, elevator_id, tag, source, step, late, maintenance, happened_ms, opened_ms, recovered_ms, "
    "closed_ms, accept_ms, arrive_ms, rescue_ms, second_level, first_dispatch, cause_alarm_id, result, cause, "
    "people_trapped, people_hurt, scene from orders where id = :1"};
constexpr Statement kLoadDispatches{
    "dispatches.of_order",
    "select id, level, unit_id, round, step, dispatched_ms, first_accepted_ms, accepted_ms, arrived_ms, rescued_ms, "
    "not_needed, withdrawn from dispatches where order_id = :1 order by level"};
constexpr Statement kLoadLimits{"limits.of_order",
                                "select id, level, step, round, due_ms, fired_ms, met_ms, withdrawn from limits "
                                "where order_id = :1 order by due_ms, id"};
constexpr BulkColumn kOrderId[]{{"order_id", ColumnType::bigint}};

rescue::Terms read_terms(Row& row) {
  return {.accept = row.take<Milliseconds>(),
          .arrive = row.take<std::optional<Milliseconds>>(),
          .rescue = row.take<Milliseconds>(),
          .second_level = row.take<rescue::Automatic>(),
          .first_dispatch = row.take<rescue::Automatic>()};
}

std::optional<Closing> read_closing(Row& row) {
  const auto result = row.take<std::optional<rescue::ClosingResult>>();
  if (!result) return std::nullopt;
  return Closing{.result = *result,
                 .cause = row.take<std::optional<std::string>>().value_or(""),
                 .people_trapped = row.take<std::optional<int>>().value_or(0),
                 .people_hurt = row.take<std::optional<int>>().value_or(0),
                 .scene = row.take<std::optional<std::string>>().value_or("")};
}

void read_dispatches(Rows& rows, OrderRecord& record) {
  for (Row& row : rows) {
    const auto id = row.take<DispatchId>();
    const auto level = row.take<Level>();
    record.dispatch_rows[level] = {id, row.take<UnitId>()};
    record.order.dispatches.push_back({.level = level,
                                       .round = row.take<int>(),
                                       .step = row.take<rescue::Step>(),
                                       .dispatched = row.take<UtcTime>(),
                                       .first_accepted = row.take<std::optional<UtcTime>>(),
                                       .accepted = row.take<std::optional<UtcTime>>(),
                                       .arrived = row.take<std::optional<UtcTime>>(),
                                       .rescued = row.take<std::optional<UtcTime>>(),
                                       .not_needed = row.take<bool>(),
                                       .withdrawn = row.take<bool>()});
  }
}

void read_limits(Rows& rows, OrderRecord& record) {
  for (Row& row : rows) {
    const auto id = row.take<LimitId>();
    const Limit limit{.level = row.take<Level>(),
                      .step = row.take<rescue::Step>(),
                      .round = row.take<int>(),
                      .due = row.take<UtcTime>(),
                      .fired = row.take<std::optional<UtcTime>>(),
                      .met = row.take<std::optional<UtcTime>>(),
                      .withdrawn = row.take<bool>()};
    record.limit_rows[key_of(limit)] = id;
    record.order.limits.push_back(limit);
  }
}

OrderRecord read_order(OrderId id, Row& row) {
  OrderRecord record;
  record.id = id;
  record.version = row.take<std::int64_t>();
  record.elevator.id = row.take<ElevatorId>();
  record.order.tag = row.take<rescue::Tag>();
  record.source = row.take<rescue::Source>();
  record.order.step = row.take<rescue::Step>();
  record.late = row.take<bool>();
  record.maintenance = row.take<Maintenance>();
  record.happened = row.take<UtcTime>();
  record.order.opened = row.take<UtcTime>();
  record.order.recovered = row.take<std::optional<UtcTime>>();
  record.order.closed = row.take<std::optional<UtcTime>>();
  record.order.terms = read_terms(row);
  record.cause = row.take<EventId>();
  record.closing = read_closing(row);
  return record;
}

}  // namespace

UnitId OrderRecord::unit_now(Level level) const {
  return level == Level::first ? elevator.maintenance_unit : elevator.second_unit;
}

UnitId OrderRecord::unit_of(Level level) const {
  const auto dispatched = dispatch_rows.find(level);
  if (dispatched != dispatch_rows.end()) return dispatched->second.second;
  return unit_now(level);
}

std::optional<OrderRecord> load_order(Session& session, OrderId id) {
  auto found = load_orders(session, {&id, 1});
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

std::vector<OrderRecord> load_orders(Session& session, std::span<const OrderId> ids) {
  std::vector<OrderRecord> records;
  std::vector<ElevatorId> elevators;
  BulkRows asked(kOrderId), found(kOrderId);
  for (const OrderId id : ids) asked.add(id);
  std::size_t place = 0;
  for (Rows& rows : storage::query_each(session, kLoad, asked)) {
    const OrderId id = ids[place++];
    if (rows.empty()) continue;
    elevators.push_back(records.emplace_back(read_order(id, rows.front())).elevator.id);
    found.add(id);
  }
  auto dispatches = storage::query_each(session, kLoadDispatches, found);
  auto limits = storage::query_each(session, kLoadLimits, found);
  auto of = registry::find_elevators(session, elevators);
  for (std::size_t i = 0; i < records.size(); ++i) {
    records[i].elevator = of[i].value();
    read_dispatches(dispatches[i], records[i]);
    read_limits(limits[i], records[i]);
    records[i].stored = records[i].order;
  }
  return records;
}

}  // namespace liftguard::dispatch
