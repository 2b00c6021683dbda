// EL-3: which monitor is in which elevator, now and at any time before.
#include "common/registry/store.hpp"
#include "common/storage/counter.hpp"

namespace liftguard::registry {

using storage::Row;
using storage::Session;
using storage::Statement;
using storage::Transaction;

namespace {

using BindingId = Id<struct BindingTag>;

constexpr Statement kPutMonitor{"monitors.put",
                                "insert into monitors (name, added_ms) values (:1, :2) on conflict (name) do nothing"};
constexpr Statement kBound{"bindings.bound",
                           "select id from bindings where monitor = :1 and elevator_id = :2 and until_ms is null"};
constexpr Statement kEndOther{"bindings.end_other",
                              "update bindings set until_ms = :1 "
                              "where (monitor = :2 or elevator_id = :3) and until_ms is null"};
constexpr Statement kEnd{"bindings.end", "update bindings set until_ms = :1 where monitor = :2 and until_ms is null"};
constexpr Statement kBind{"bindings.insert",
                          "insert into bindings (id, monitor, elevator_id, from_ms) values (:1, :2, :3, :4)"};
// DV-22: who is bound has 72 h from now to prove itself; who is not need not.
constexpr Statement kCountProof{
    "self_tests.count",
    "insert into self_tests (monitor, counts_from_ms, findings, firmware) values (:1, :2, '', '') "
    "on conflict (monitor) do update set counts_from_ms = excluded.counts_from_ms, unproven_ms = null"};
constexpr Statement kEndProof{"self_tests.end",
                              "update self_tests set counts_from_ms = null, unproven_ms = null where monitor = :1"};
constexpr Statement kEndProofOfOther{
    "self_tests.end_other",
    "update self_tests set counts_from_ms = null, unproven_ms = null "
    "where monitor in (select monitor from bindings where elevator_id = :1 and until_ms is null)"};
constexpr Statement kChanged{"monitors.mark_changed", "update monitors set changed = :1 where name = :2"};
constexpr Statement kBoundTo{"bindings.monitor_of",
                             "select monitor from bindings where elevator_id = :1 and until_ms is null"};
constexpr Statement kMonitor{"monitors.by_name",
                             "select m.name, b.elevator_id, m.added_ms from monitors m left join bindings b "
                             "on b.monitor = m.name and b.until_ms is null where m.name = :1"};
constexpr Statement kMonitors{"monitors.all",
                              "select m.name, b.elevator_id, m.added_ms from monitors m left join bindings b "
                              "on b.monitor = m.name and b.until_ms is null order by m.name"};
constexpr Statement kElevatorAt{"bindings.elevator_at",
                                "select elevator_id from bindings where monitor = :1 and from_ms <= :2 "
                                "and (until_ms is null or until_ms > :2) order by from_ms desc limit 1"};

void mark_changed(Transaction& tx, std::string_view name) {
  tx.exec(kChanged, storage::next_number(tx, "registry"), name);
}

Monitor read_monitor(Row& row) {
  return {.name = row.take<std::string>(), .elevator = row.take<ElevatorId>(), .added = row.take<UtcTime>()};
}

}  // namespace

void put_monitor(Transaction& tx, std::string_view name, UtcTime now) {
  if (tx.exec(kPutMonitor, name, now) > 0) mark_changed(tx, name);
}

void bind_monitor(Transaction& tx, std::string_view name, ElevatorId elevator, UtcTime now) {
  if (tx.query_one(kBound, name, elevator)) return;
  // Both change: the one that comes in, and the one that it puts out.
  if (const auto other = tx.query_one(kBoundTo, elevator)) mark_changed(tx, other->get<std::string>(0));
  mark_changed(tx, name);
  tx.exec(kEndProofOfOther, elevator);
  tx.exec(kEndOther, now, name, elevator);
  tx.exec(kBind, tx.make_id<BindingId>(), name, elevator, now);
  tx.exec(kCountProof, name, now);
}

void unbind_monitor(Transaction& tx, std::string_view name, UtcTime now) {
  mark_changed(tx, name);
  tx.exec(kEnd, now, name);
  tx.exec(kEndProof, name);
}

std::optional<Monitor> find_monitor(Session& session, std::string_view name) {
  auto row = session.query_one(kMonitor, name);
  if (!row) return std::nullopt;
  return read_monitor(*row);
}

std::vector<Monitor> monitors(Session& session) {
  std::vector<Monitor> all;
  for (Row& row : session.query(kMonitors)) all.push_back(read_monitor(row));
  return all;
}

std::optional<ElevatorId> elevator_of(Session& session, std::string_view monitor, UtcTime at) {
  const auto row = session.query_one(kElevatorAt, monitor, at);
  if (!row) return std::nullopt;
  return row->get<ElevatorId>(0);
}

}  // namespace liftguard::registry
