#include "common/timers/timers.hpp"

#include "common/storage/bulk.hpp"

namespace liftguard::timers {

using storage::Row;
using storage::Session;
using storage::Statement;
using storage::Transaction;

namespace {

constexpr Statement kArm{"timers.arm",
                         "insert into timers (kind, subject, due_ms) values (:1, :2, :3) "
                         "on conflict (kind, subject) do update set due_ms = excluded.due_ms"};
constexpr Statement kCancel{"timers.cancel", "delete from timers where kind = :1 and subject = :2"};
constexpr Statement kDue{"timers.due", "select due_ms from timers where kind = :1 and subject = :2"};
constexpr Statement kNext{"timers.next",
                          "select subject, due_ms from timers where kind = :1 and due_ms > :2 "
                          "order by due_ms, subject limit :3"};
constexpr Statement kCountDue{"timers.count_due", "select count(*) from timers where kind = :1 and due_ms <= :2"};

using storage::ColumnType;
constexpr storage::BulkColumn kColumns[]{
    {"kind", ColumnType::text}, {"subject", ColumnType::bigint}, {"due_ms", ColumnType::bigint}};
constexpr storage::BulkTable kArmAll{"timers.arm_all", "timers", kColumns, 2};
constexpr storage::BulkTable kTakeAll{"timers.take_all", "timers", kColumns, 2};

storage::BulkRows rows_of(std::span<const Timer> timers) {
  storage::BulkRows rows(kColumns);
  for (const Timer& timer : timers) rows.add(timer.kind, timer.subject, timer.due);
  return rows;
}

}  // namespace

void arm(Transaction& tx, const Timer& timer) {
  tx.exec(kArm, timer.kind, timer.subject, timer.due);
}

void arm_all(Transaction& tx, std::span<const Timer> timers) {
  storage::put_all(tx, kArmAll, rows_of(timers));
}

void cancel(Transaction& tx, std::string_view kind, std::int64_t subject) {
  tx.exec(kCancel, kind, subject);
}

std::vector<bool> take_all(Transaction& tx, std::span<const Timer> timers) {
  return storage::take_all(tx, kTakeAll, rows_of(timers));
}

std::optional<UtcTime> due_time(Session& session, std::string_view kind, std::int64_t subject) {
  const auto row = session.query_one(kDue, kind, subject);
  if (!row) return std::nullopt;
  return row->get<UtcTime>(0);
}

std::int64_t count_due(Session& session, std::string_view kind, UtcTime until) {
  return session.query_one(kCountDue, kind, until)->get<std::int64_t>(0);
}

std::vector<Timer> next_timers(Session& session, std::string_view kind, int limit, UtcTime after) {
  std::vector<Timer> next;
  for (const Row& row : session.query(kNext, kind, after, limit))
    next.push_back({.kind = std::string(kind), .subject = row.get<std::int64_t>(0), .due = row.get<UtcTime>(1)});
  return next;
}

}  // namespace liftguard::timers
