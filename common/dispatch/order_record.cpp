#include "common/dispatch/order_record.hpp"

#include <algorithm>

#include "common/dispatch/escalation.hpp"
#include "common/dispatch/limits.hpp"
#include "common/registry/store.hpp"
#include "common/timers/timers.hpp"

namespace liftguard::dispatch {

using rescue::Dispatch;
using rescue::Level;
using rescue::Limit;
using storage::Row;
using storage::Session;
using storage::Statement;
using storage::Transaction;

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
constexpr Statement kInsert{
    "orders.insert",
    "insert into orders (id, version, elevator_id, tag, source, step, late, maintenance, happened_ms, opened_ms, "
    "recovered_ms, closed_ms, accept_ms, arrive_ms, rescue_ms, second_level, first_dispatch, cause_alarm_id) "
    "values (:1, :2, :3, :4, :5, :6, :7, :8, :9, :10, :11, :12, :13, :14, :15, :16, :17, :18)"};
constexpr Statement kUpdate{
    "orders.update",
    "update orders set version = :2, tag = :3, step = :4, recovered_ms = :5, closed_ms = :6, cause_alarm_id = :7, "
    "result = :8, cause = :9, people_trapped = :10, people_hurt = :11, scene = :12 where id = :1"};
constexpr Statement kInsertDispatch{
    "dispatches.insert",
    "insert into dispatches (id, order_id, level, unit_id, round, step, dispatched_ms, first_accepted_ms, accepted_ms, "
    "arrived_ms, rescued_ms, not_needed, withdrawn) "
    "values (:1, :2, :3, :4, :5, :6, :7, :8, :9, :10, :11, :12, :13)"};
constexpr Statement kUpdateDispatch{
    "dispatches.update",
    "update dispatches set round = :2, step = :3, dispatched_ms = :4, first_accepted_ms = :5, accepted_ms = :6, "
    "arrived_ms = :7, rescued_ms = :8, not_needed = :9, withdrawn = :10 where id = :1"};
constexpr Statement kInsertLimit{"limits.insert",
                                 "insert into limits (id, order_id, dispatch_id, level, step, round, due_ms, fired_ms, "
                                 "met_ms, withdrawn) values (:1, :2, :3, :4, :5, :6, :7, :8, :9, :10)"};
constexpr Statement kUpdateLimit{"limits.update",
                                 "update limits set fired_ms = :2, met_ms = :3, withdrawn = :4 where id = :1"};

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

void load_dispatches(Session& session, OrderRecord& record) {
  for (Row& row : session.query(kLoadDispatches, record.id)) {
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

void load_limits(Session& session, OrderRecord& record) {
  for (Row& row : session.query(kLoadLimits, record.id)) {
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

void save_dispatches(Transaction& tx, OrderRecord& record) {
  for (const Dispatch& d : record.order.dispatches) {
    const Dispatch* before = record.stored.find(d.level);
    if (before != nullptr && *before == d) continue;
    if (before != nullptr) {
      tx.exec(kUpdateDispatch, record.dispatch_rows.at(d.level).first, d.round, d.step, d.dispatched, d.first_accepted,
              d.accepted, d.arrived, d.rescued, d.not_needed, d.withdrawn);
      continue;
    }
    const auto id = tx.make_id<DispatchId>();
    const UnitId unit = record.unit_of(d.level);
    record.dispatch_rows[d.level] = {id, unit};
    tx.exec(kInsertDispatch, id, record.id, d.level, unit, d.round, d.step, d.dispatched, d.first_accepted, d.accepted,
            d.arrived, d.rescued, d.not_needed, d.withdrawn);
  }
}

void save_limits(Transaction& tx, OrderRecord& record) {
  for (const Limit& limit : record.order.limits) {
    const auto known = record.limit_rows.find(key_of(limit));
    if (known == record.limit_rows.end()) {
      const auto id = tx.make_id<LimitId>();
      record.limit_rows[key_of(limit)] = id;
      tx.exec(kInsertLimit, id, record.id, record.dispatch_rows.at(limit.level).first, limit.level, limit.step,
              limit.round, limit.due, limit.fired, limit.met, limit.withdrawn);
    } else if (std::ranges::find(record.stored.limits, limit) == record.stored.limits.end()) {
      tx.exec(kUpdateLimit, known->second, limit.fired, limit.met, limit.withdrawn);
    }
  }
}

bool fell_back(const Dispatch& before, const Dispatch& now) {
  return now.round == before.round && (now.step < before.step || (now.withdrawn && !before.withdrawn));
}

// The chain's steps run from a round's beginning and stop with the order; what stopped some may have been taken back.
bool moves_escalation(const rescue::Order& before, const rescue::Order& now) {
  const Dispatch* then = before.find(Level::first);
  const Dispatch* first = now.find(Level::first);
  const bool dispatched = first != nullptr && (then == nullptr || then->round != first->round);
  return dispatched || before.open() != now.open() || std::ranges::any_of(now.dispatches, [&](const Dispatch& d) {
           const Dispatch* earlier = before.find(d.level);
           return earlier != nullptr && fell_back(*earlier, d);
         });
}

void move_timer(Transaction& tx, const OrderRecord& record) {
  const auto before = rescue::next_due(record.stored);
  const auto next = rescue::next_due(record.order);
  if (next)
    timers::arm(tx, {.kind = std::string(kOrderTimer), .subject = record.id.value, .due = *next});
  else if (before)
    timers::cancel(tx, kOrderTimer, record.id.value);
}

}  // namespace

UnitId OrderRecord::unit_of(Level level) const {
  const auto dispatched = dispatch_rows.find(level);
  if (dispatched != dispatch_rows.end()) return dispatched->second.second;
  return level == Level::first ? elevator.maintenance_unit : elevator.second_unit;
}

std::optional<OrderRecord> load_order(Session& session, OrderId id) {
  auto row = session.query_one(kLoad, id);
  if (!row) return std::nullopt;
  OrderRecord record;
  record.id = id;
  record.version = row->take<std::int64_t>();
  record.elevator.id = row->take<ElevatorId>();
  record.order.tag = row->take<rescue::Tag>();
  record.source = row->take<rescue::Source>();
  record.order.step = row->take<rescue::Step>();
  record.late = row->take<bool>();
  record.maintenance = row->take<Maintenance>();
  record.happened = row->take<UtcTime>();
  record.order.opened = row->take<UtcTime>();
  record.order.recovered = row->take<std::optional<UtcTime>>();
  record.order.closed = row->take<std::optional<UtcTime>>();
  record.order.terms = read_terms(*row);
  record.cause = row->take<EventId>();
  record.closing = read_closing(*row);
  record.elevator = registry::find_elevator(session, record.elevator.id).value();
  load_dispatches(session, record);
  load_limits(session, record);
  record.stored = record.order;
  return record;
}

void insert_order(Transaction& tx, OrderRecord& record) {
  const rescue::Order& o = record.order;
  tx.exec(kInsert, record.id, record.version, record.elevator.id, o.tag, record.source, o.step, record.late,
          record.maintenance, record.happened, o.opened, o.recovered, o.closed, o.terms.accept, o.terms.arrive,
          o.terms.rescue, o.terms.second_level, o.terms.first_dispatch, record.cause);
  save_dispatches(tx, record);
  save_limits(tx, record);
  move_timer(tx, record);
  if (record.order.open()) move_escalation(tx, record);
  record.stored = record.order;
}

void save_order(Transaction& tx, OrderRecord& record) {
  const rescue::Order& o = record.order;
  const Closing closing = record.closing.value_or(Closing{});
  const auto if_closed = [&](auto value) { return record.closing ? std::optional(value) : std::nullopt; };
  tx.exec(kUpdate, record.id, record.version, o.tag, o.step, o.recovered, o.closed, record.cause,
          if_closed(closing.result), if_closed(closing.cause), if_closed(closing.people_trapped),
          if_closed(closing.people_hurt), if_closed(closing.scene));
  save_dispatches(tx, record);
  save_limits(tx, record);
  move_timer(tx, record);
  if (moves_escalation(record.stored, record.order)) move_escalation(tx, record);
  record.stored = record.order;
}

}  // namespace liftguard::dispatch
