// Orders on their way back into their rows: a table at a time, whatever the number of orders.
#include <algorithm>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "common/dispatch/escalation.hpp"
#include "common/dispatch/limits.hpp"
#include "common/dispatch/order_record.hpp"
#include "common/storage/bulk.hpp"
#include "common/timers/timers.hpp"

namespace liftguard::dispatch {

using rescue::Dispatch;
using rescue::Level;
using rescue::Limit;
using storage::BulkColumn;
using storage::BulkRows;
using storage::BulkTable;
using storage::ColumnType;
using storage::Statement;
using storage::Transaction;

namespace {

constexpr Statement kInsert{
    "orders.insert",
    "insert into orders (id, version, elevator_id, tag, source, step, late, maintenance, happened_ms, opened_ms, "
    "recovered_ms, closed_ms, accept_ms, arrive_ms, rescue_ms, second_level, first_dispatch, cause_alarm_id) "
    "values (:1, :2, :3, :4, :5, :6, :7, :8, :9, :10, :11, :12, :13, :14, :15, :16, :17, :18)"};
constexpr BulkColumn kOrderColumns[]{{"id", ColumnType::bigint},
                                     {"version", ColumnType::bigint},
                                     {"tag", ColumnType::bigint},
                                     {"step", ColumnType::bigint},
                                     {"recovered_ms", ColumnType::bigint},
                                     {"closed_ms", ColumnType::bigint},
                                     {"cause_alarm_id", ColumnType::bigint},
                                     {"result", ColumnType::bigint},
                                     {"cause", ColumnType::text},
                                     {"people_trapped", ColumnType::bigint},
                                     {"people_hurt", ColumnType::bigint},
                                     {"scene", ColumnType::text}};
constexpr BulkTable kUpdate{"orders.update_all", "orders", kOrderColumns, 1};

constexpr BulkColumn kDispatchColumns[]{{"id", ColumnType::bigint},
                                        {"round", ColumnType::bigint},
                                        {"step", ColumnType::bigint},
                                        {"dispatched_ms", ColumnType::bigint},
                                        {"first_accepted_ms", ColumnType::bigint},
                                        {"accepted_ms", ColumnType::bigint},
                                        {"arrived_ms", ColumnType::bigint},
                                        {"rescued_ms", ColumnType::bigint},
                                        {"not_needed", ColumnType::bigint},
                                        {"withdrawn", ColumnType::bigint},
                                        {"unit_id", ColumnType::bigint},
                                        {"order_id", ColumnType::bigint},
                                        {"level", ColumnType::bigint}};
constexpr std::size_t kDispatchMoving = 11;  // of them, from the first, change afterwards
constexpr BulkTable kInsertDispatches{"dispatches.insert_all", "dispatches", kDispatchColumns, 1};
constexpr BulkTable kUpdateDispatches{"dispatches.update_all", "dispatches",
                                      std::span(kDispatchColumns).first(kDispatchMoving), 1};

constexpr BulkColumn kLimitColumns[]{{"id", ColumnType::bigint},       {"fired_ms", ColumnType::bigint},
                                     {"met_ms", ColumnType::bigint},   {"withdrawn", ColumnType::bigint},
                                     {"order_id", ColumnType::bigint}, {"dispatch_id", ColumnType::bigint},
                                     {"level", ColumnType::bigint},    {"step", ColumnType::bigint},
                                     {"round", ColumnType::bigint},    {"due_ms", ColumnType::bigint}};
constexpr std::size_t kLimitMoving = 4;
constexpr BulkTable kInsertLimits{"limits.insert_all", "limits", kLimitColumns, 1};
constexpr BulkTable kUpdateLimits{"limits.update_all", "limits", std::span(kLimitColumns).first(kLimitMoving), 1};

// What is to be written of some orders, a table at a time.
class Changed {
 public:
  explicit Changed(Transaction& tx) : tx_(tx) {}

  void add_order(const OrderRecord& record) {
    const rescue::Order& o = record.order;
    const Closing closing = record.closing.value_or(Closing{});
    const auto if_closed = [&](auto value) { return record.closing ? std::optional(value) : std::nullopt; };
    orders_.add(record.id, record.version, o.tag, o.step, o.recovered, o.closed, record.cause,
                if_closed(closing.result), if_closed(closing.cause), if_closed(closing.people_trapped),
                if_closed(closing.people_hurt), if_closed(closing.scene));
  }

  void add_dispatches(OrderRecord& record) {
    for (const Dispatch& d : record.order.dispatches) {
      const Dispatch* before = record.stored.find(d.level);
      if (before != nullptr && *before == d) continue;
      if (before != nullptr) {
        auto& [id, unit] = record.dispatch_rows.at(d.level);
        // The first may have been the wrong one, and the archive corrected since (EL-6).
        if (before->withdrawn && !d.withdrawn) unit = record.unit_now(d.level);
        dispatches_.add(id, d.round, d.step, d.dispatched, d.first_accepted, d.accepted, d.arrived, d.rescued,
                        d.not_needed, d.withdrawn, unit);
        continue;
      }
      const auto id = tx_.make_id<DispatchId>();
      const UnitId unit = record.unit_of(d.level);
      record.dispatch_rows[d.level] = {id, unit};
      new_dispatches_.add(id, d.round, d.step, d.dispatched, d.first_accepted, d.accepted, d.arrived, d.rescued,
                          d.not_needed, d.withdrawn, unit, record.id, d.level);
    }
  }

  void add_limits(OrderRecord& record) {
    for (const Limit& limit : record.order.limits) {
      const auto known = record.limit_rows.find(key_of(limit));
      if (known == record.limit_rows.end()) {
        const auto id = tx_.make_id<LimitId>();
        record.limit_rows[key_of(limit)] = id;
        new_limits_.add(id, limit.fired, limit.met, limit.withdrawn, record.id,
                        record.dispatch_rows.at(limit.level).first, limit.level, limit.step, limit.round, limit.due);
      } else if (std::ranges::find(record.stored.limits, limit) == record.stored.limits.end()) {
        limits_.add(known->second, limit.fired, limit.met, limit.withdrawn);
      }
    }
  }

  void add_timer(const OrderRecord& record) {
    const auto before = rescue::next_due(record.stored);
    const auto next = rescue::next_due(record.order);
    if (next)
      armed_.push_back({.kind = std::string(kOrderTimer), .subject = record.id.value, .due = *next});
    else if (before)
      timers::cancel(tx_, kOrderTimer, record.id.value);
  }

  void write() {
    storage::update_all(tx_, kUpdate, orders_);
    storage::update_all(tx_, kUpdateDispatches, dispatches_);
    storage::insert_all(tx_, kInsertDispatches, new_dispatches_);
    storage::update_all(tx_, kUpdateLimits, limits_);
    storage::insert_all(tx_, kInsertLimits, new_limits_);
    timers::arm_all(tx_, armed_);
  }

 private:
  Transaction& tx_;
  BulkRows orders_{kUpdate};
  BulkRows dispatches_{kUpdateDispatches}, new_dispatches_{kInsertDispatches};
  BulkRows limits_{kUpdateLimits}, new_limits_{kInsertLimits};
  std::vector<timers::Timer> armed_;
};

bool fell_back(const Dispatch& before, const Dispatch& now) {
  return now.step < before.step || (now.withdrawn && !before.withdrawn);
}

// The chain's steps run from opening and dispatches and stop with the order; what stopped some may be taken back.
bool moves_escalation(const rescue::Order& before, const rescue::Order& now) {
  return before.open() != now.open() || std::ranges::any_of(now.dispatches, [&](const Dispatch& d) {
           const Dispatch* earlier = before.find(d.level);
           return earlier == nullptr || earlier->round != d.round || fell_back(*earlier, d);
         });
}

}  // namespace

void insert_order(Transaction& tx, OrderRecord& record) {
  const rescue::Order& o = record.order;
  tx.exec(kInsert, record.id, record.version, record.elevator.id, o.tag, record.source, o.step, record.late,
          record.maintenance, record.happened, o.opened, o.recovered, o.closed, o.terms.accept, o.terms.arrive,
          o.terms.rescue, o.terms.second_level, o.terms.first_dispatch, record.cause);
  Changed changed(tx);
  changed.add_dispatches(record);
  changed.add_limits(record);
  changed.add_timer(record);
  changed.write();
  if (record.order.open()) move_escalation(tx, record);
  record.stored = record.order;
}

void save_order(Transaction& tx, OrderRecord& record) {
  save_orders(tx, {&record, 1});
}

void save_orders(Transaction& tx, std::span<OrderRecord> records) {
  Changed changed(tx);
  for (OrderRecord& record : records) {
    changed.add_order(record);
    changed.add_dispatches(record);
    changed.add_limits(record);
    changed.add_timer(record);
  }
  changed.write();
  for (OrderRecord& record : records) {
    if (moves_escalation(record.stored, record.order)) move_escalation(tx, record);
    record.stored = record.order;
  }
}

}  // namespace liftguard::dispatch
