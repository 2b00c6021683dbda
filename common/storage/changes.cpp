#include "common/storage/changes.hpp"

#include "common/storage/bulk.hpp"
#include "common/storage/counter.hpp"

namespace liftguard::storage {

namespace {

constexpr BulkColumn kColumns[]{{"seq", ColumnType::bigint},         {"at_ms", ColumnType::bigint},
                                {"kind", ColumnType::text},          {"subject", ColumnType::bigint},
                                {"elevator_id", ColumnType::bigint}, {"unit_id", ColumnType::bigint},
                                {"detail", ColumnType::text}};
constexpr BulkTable kAppend{"changes.append", "changes", kColumns, 1};
constexpr Statement kAfter{"changes.after",
                           "select seq, at_ms, kind, subject, elevator_id, unit_id, detail from changes "
                           "where seq > :1 order by seq limit :2"};
constexpr Statement kNewest{"changes.newest", "select seq from changes order by seq desc limit 1"};
constexpr Statement kOldest{"changes.oldest", "select seq from changes order by seq limit 1"};

std::int64_t seq_of(const std::optional<Row>& row) {
  return row ? row->get<std::int64_t>(0) : 0;
}

// Gives the number of the first.
std::int64_t append(Transaction& tx, std::span<const Change> changes, UtcTime at) {
  const std::int64_t first = next_numbers(tx, "changes", changes.size());
  std::int64_t seq = first;
  BulkRows rows(kAppend);
  for (const Change& change : changes)
    rows.add(seq++, at, change.kind, change.subject, change.elevator, change.unit, change.detail);
  insert_all(tx, kAppend, rows);
  tx.note({.seq = seq - 1, .at = at, .subject = changes.back().subject});
  return first;
}

}  // namespace

std::int64_t append_change(Transaction& tx, const Change& change, UtcTime at) {
  return append(tx, {&change, 1}, at);
}

void append_changes(Transaction& tx, std::span<const Change> changes, UtcTime at) {
  if (!changes.empty()) append(tx, changes, at);
}

std::vector<StoredChange> changes_after(Session& session, std::int64_t seq, int limit) {
  std::vector<StoredChange> changes;
  for (Row& row : session.query(kAfter, seq, limit)) {
    StoredChange& stored = changes.emplace_back();
    stored.seq = row.take<std::int64_t>();
    stored.at = row.take<UtcTime>();
    stored.change.kind = row.take<std::string>();
    stored.change.subject = row.take<std::int64_t>();
    stored.change.elevator = row.take<ElevatorId>();
    stored.change.unit = row.take<UnitId>();
    stored.change.detail = row.take<std::string>();
  }
  return changes;
}

std::int64_t newest_change(Session& session) {
  return seq_of(session.query_one(kNewest));
}
std::int64_t oldest_change(Session& session) {
  return seq_of(session.query_one(kOldest));
}

}  // namespace liftguard::storage
