#include "common/dispatch/desk.hpp"

#include <fmt/format.h>

#include <limits>

#include "common/base/text.hpp"
#include "common/storage/bulk.hpp"
#include "common/storage/changes.hpp"

namespace liftguard::dispatch {

using storage::ColumnType;
using storage::Row;
using storage::Session;
using storage::Statement;
using storage::Transaction;

namespace {

constexpr std::size_t kLongestText = 1'000;  // bytes; what came from outside is cut

constexpr storage::BulkColumn kColumns[]{{"alert_key", ColumnType::text},     {"id", ColumnType::bigint},
                                         {"kind", ColumnType::bigint},        {"order_id", ColumnType::bigint},
                                         {"elevator_id", ColumnType::bigint}, {"monitor", ColumnType::text},
                                         {"text_zh", ColumnType::text},       {"text_en", ColumnType::text},
                                         {"raised_ms", ColumnType::bigint},   {"acknowledged_by", ColumnType::text}};
constexpr storage::BulkTable kInsert{"desk_alerts.insert_new", "desk_alerts", kColumns, 1};
constexpr Statement kRinging{"desk_alerts.ringing",
                             "select id from desk_alerts where acknowledged_ms is null and kind = :1 "
                             "and coalesce(elevator_id, 0) = :2 and monitor = :3 limit 1"};
constexpr Statement kAnyRinging{"desk_alerts.any_ringing",
                                "select id from desk_alerts where acknowledged_ms is null and kind = :1 limit 1"};
constexpr Statement kAcknowledge{"desk_alerts.acknowledge",
                                 "update desk_alerts set acknowledged_ms = :2, acknowledged_by = :3 "
                                 "where id = :1 and acknowledged_ms is null"};
constexpr Statement kWithdraw{"desk_alerts.withdraw",
                              "update desk_alerts set acknowledged_ms = :4 where acknowledged_ms is null "
                              "and kind = :1 and elevator_id = :2 and monitor = :3 returning id"};

constexpr Statement kEndOfOrder{"desk_alerts.end_of_order",
                                "update desk_alerts set acknowledged_ms = :3 where acknowledged_ms is null "
                                "and order_id = :2 and kind = :1 returning id"};

#define LIFTGUARD_ALERT_COLUMNS                                                                                \
  "select id, kind, alert_key, order_id, elevator_id, monitor, text_zh, text_en, raised_ms, acknowledged_ms, " \
  "acknowledged_by from desk_alerts "
constexpr Statement kById{"desk_alerts.by_id", LIFTGUARD_ALERT_COLUMNS "where id = :1"};
constexpr Statement kOpen{
    "desk_alerts.open", LIFTGUARD_ALERT_COLUMNS "where acknowledged_ms is null and id < :1 order by id desc limit :2"};
constexpr Statement kAll{"desk_alerts.all", LIFTGUARD_ALERT_COLUMNS "where id < :1 order by id desc limit :2"};
#undef LIFTGUARD_ALERT_COLUMNS

StoredAlert read_alert(Row& row) {
  StoredAlert stored;
  stored.id = row.take<AlertId>();
  stored.alert.kind = row.take<AlertKind>();
  stored.alert.key = row.take<std::string>();
  stored.alert.order = row.take<OrderId>();
  stored.alert.elevator = row.take<ElevatorId>();
  stored.alert.monitor = row.take<std::string>();
  stored.alert.text_zh = row.take<std::string>();
  stored.alert.text_en = row.take<std::string>();
  stored.raised = row.take<UtcTime>();
  stored.acknowledged = row.take<std::optional<UtcTime>>();
  stored.acknowledged_by = row.take<std::string>();
  return stored;
}

storage::Change change_of(AlertId id, const DeskAlert& alert, std::string_view what) {
  return {.kind = "desk_alert",
          .subject = id.value,
          .elevator = alert.elevator,
          .detail = fmt::format(R"({{"what":"{}","alert":"{}"}})", what, name_of(alert.kind))};
}

void note_change(Transaction& tx, AlertId id, const DeskAlert& alert, std::string_view what, UtcTime now) {
  storage::append_change(tx, change_of(id, alert, what), now);
}

}  // namespace

std::string_view name_of(AlertKind kind) {
  switch (kind) {
    case AlertKind::new_order:
      return "new_order";
    case AlertKind::new_cause:
      return "new_cause";
    case AlertKind::limit_passed:
      return "limit_passed";
    case AlertKind::no_second_level:
      return "no_second_level";
    case AlertKind::nobody_to_dispatch:
      return "nobody_to_dispatch";
    case AlertKind::alarm_button:
      return "alarm_button";
    case AlertKind::fault:
      return "fault";
    case AlertKind::late_over:
      return "late_over";
    case AlertKind::unknown_monitor:
      return "unknown_monitor";
    case AlertKind::damaged_record:
      return "damaged_record";
    case AlertKind::notice_failing:
      return "notice_failing";
    case AlertKind::no_phone:
      return "no_phone";
    case AlertKind::episode_still_open:
      return "episode_still_open";
    case AlertKind::alarm_after_closing:
      return "alarm_after_closing";
    case AlertKind::confirm_dispatch:
      return "confirm_dispatch";
    case AlertKind::recovered:
      return "recovered";
    case AlertKind::clock_jumped:
      return "clock_jumped";
    case AlertKind::self_test_failed:
      return "self_test_failed";
    case AlertKind::unproven:
      return "unproven";
    case AlertKind::passenger_hurt:
      return "passenger_hurt";
    case AlertKind::rollout_halted:
      return "rollout_halted";
    case AlertKind::box_failing:
      return "box_failing";
    case AlertKind::watch_found:
      return "watch_found";
    case AlertKind::box_silent:
      return "box_silent";
    case AlertKind::not_opened:
      return "not_opened";
    case AlertKind::escalated:
      return "escalated";
    case AlertKind::unreachable:
      return "unreachable";
    case AlertKind::incident:
      return "incident";
    case AlertKind::reopened:
      return "reopened";
    case AlertKind::revoked_alarm:
      return "revoked_alarm";
    case AlertKind::expiring:
      return "expiring";
  }
  return "unknown";
}

std::optional<AlertId> ring(Transaction& tx, const DeskAlert& alert, UtcTime now) {
  return ring_all(tx, {&alert, 1}, now).front();
}

std::vector<std::optional<AlertId>> ring_all(Transaction& tx, std::span<const DeskAlert> alerts, UtcTime now) {
  std::vector<std::optional<AlertId>> ids;
  storage::BulkRows rows(kInsert);
  for (const DeskAlert& alert : alerts) {
    const AlertId id = ids.emplace_back(tx.make_id<AlertId>()).value();
    rows.add(alert.key, id, alert.kind, alert.order, alert.elevator, alert.monitor,
             printable(alert.text_zh, kLongestText), printable(alert.text_en, kLongestText), now, "");
  }
  const std::vector<bool> rung = storage::insert_new(tx, kInsert, rows);
  std::vector<storage::Change> changes;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    if (rung[i])
      changes.push_back(change_of(*ids[i], alerts[i], "raised"));
    else
      ids[i].reset();
  }
  storage::append_changes(tx, changes, now);
  return ids;
}

std::optional<AlertId> ring_unless_ringing(Transaction& tx, const DeskAlert& alert, UtcTime now) {
  if (tx.query_one(kRinging, alert.kind, alert.elevator.value, alert.monitor)) return std::nullopt;
  return ring(tx, alert, now);
}

void withdraw_alerts(Transaction& tx, AlertKind kind, ElevatorId elevator, std::string_view monitor, UtcTime now) {
  for (const Row& row : tx.query(kWithdraw, kind, elevator, monitor, now))
    note_change(tx, row.get<AlertId>(0), {.kind = kind, .elevator = elevator}, "withdrawn", now);
}

void end_alerts(Transaction& tx, AlertKind kind, OrderId order, UtcTime now) {
  for (const Row& row : tx.query(kEndOfOrder, kind, order, now))
    note_change(tx, row.get<AlertId>(0), {.kind = kind, .order = order}, "withdrawn", now);
}

Result<StoredAlert> acknowledge_alert(Transaction& tx, AlertId id, const storage::Actor& actor, UtcTime now) {
  const bool first = tx.exec(kAcknowledge, id, now, actor.name) == 1;
  auto row = tx.query_one(kById, id);
  if (!row) return refuse("not_found");
  StoredAlert stored = read_alert(*row);
  if (!first) return stored;
  storage::append_audit(tx, {.actor = actor, .action = "desk_alert.acknowledged", .subject = id.value}, now);
  note_change(tx, id, stored.alert, "acknowledged", now);
  return stored;
}

bool is_acknowledged(Session& session, AlertId id) {
  auto row = session.query_one(kById, id);
  return row && read_alert(*row).acknowledged;
}

bool is_ringing(Session& session, AlertKind kind) {
  return session.query_one(kAnyRinging, kind).has_value();
}

std::vector<StoredAlert> desk_alerts(Session& session, AlertFilter filter, int limit, std::optional<AlertId> before) {
  std::vector<StoredAlert> alerts;
  const std::int64_t below = before ? before->value : std::numeric_limits<std::int64_t>::max();
  for (Row& row : session.query(filter == AlertFilter::open ? kOpen : kAll, below, limit))
    alerts.push_back(read_alert(row));
  return alerts;
}

}  // namespace liftguard::dispatch
