#include "common/registry/proving.hpp"

#include <algorithm>

namespace liftguard::registry {

using storage::Row;
using storage::Session;
using storage::Statement;
using storage::Transaction;

namespace {

constexpr Statement kFind{"self_tests.find",
                          "select counts_from_ms, unproven_ms, last_good_ms, last_ms from self_tests "
                          "where monitor = :1"};
constexpr Statement kTold{
    "self_tests.told",
    "insert into self_tests (monitor, last_ms, findings, firmware, battery_volts, mains, link_ok, confirm_ms) "
    "values (:1, :2, :3, :4, :5, :6, :7, :8) on conflict (monitor) do update set last_ms = excluded.last_ms, "
    "findings = excluded.findings, firmware = excluded.firmware, battery_volts = excluded.battery_volts, "
    "mains = excluded.mains, link_ok = excluded.link_ok, confirm_ms = excluded.confirm_ms"};
constexpr Statement kProven{"self_tests.proven",
                            "update self_tests set counts_from_ms = :2, last_good_ms = :3, unproven_ms = :4 "
                            "where monitor = :1"};
constexpr Statement kNoteUnproven{"self_tests.note_unproven",
                                  "update self_tests set unproven_ms = :2 where monitor = :1"};

constexpr Statement kKnown{"self_tests.known_unproven",
                           "select monitor from self_tests where unproven_ms is not null order by monitor"};

#define LIFTGUARD_UNPROVEN                                                                           \
  "select t.monitor, e.id, e.code, e.place, e.estate, t.counts_from_ms, t.last_good_ms, t.findings " \
  "from self_tests t join bindings b on b.monitor = t.monitor and b.until_ms is null "               \
  "join elevators e on e.id = b.elevator_id "
constexpr Statement kUnproven{"self_tests.unproven",
                              LIFTGUARD_UNPROVEN "where t.counts_from_ms < :1 order by t.counts_from_ms limit :2"};
constexpr Statement kNewly{"self_tests.newly_unproven", LIFTGUARD_UNPROVEN
                           "where t.unproven_ms is null and t.counts_from_ms < :1 order by t.counts_from_ms limit :2"};
#undef LIFTGUARD_UNPROVEN

constexpr Statement kCount{"self_tests.count_unproven", "select count(*) from self_tests where counts_from_ms < :1"};
constexpr Statement kNext{"self_tests.next",
                          "select counts_from_ms from self_tests where unproven_ms is null "
                          "and counts_from_ms is not null order by counts_from_ms limit 1"};

struct Standing {
  std::optional<UtcTime> counts_from, unproven, last_good, last;
};

Standing standing_of(Session& session, std::string_view monitor) {
  auto row = session.query_one(kFind, monitor);
  if (!row) return {};
  Standing out;
  out.counts_from = row->take<std::optional<UtcTime>>();
  out.unproven = row->take<std::optional<UtcTime>>();
  out.last_good = row->take<std::optional<UtcTime>>();
  out.last = row->take<std::optional<UtcTime>>();
  return out;
}

std::vector<Unproven> read_all(storage::Rows rows) {
  std::vector<Unproven> all;
  for (Row& row : rows) {
    Unproven& one = all.emplace_back();
    one.monitor = row.take<std::string>();
    one.elevator = row.take<ElevatorId>();
    one.code = row.take<std::string>();
    one.place = row.take<std::string>();
    one.estate = row.take<std::string>();
    one.counts_from = row.take<UtcTime>();
    one.last_good = row.take<std::optional<UtcTime>>();
    one.findings = row.take<std::string>();
  }
  return all;
}

}  // namespace

Proof note_self_test(Transaction& tx, const SelfTest& test, UtcTime now) {
  const Standing before = standing_of(tx, test.monitor);
  if (!before.last || *before.last <= test.happened)
    tx.exec(kTold, test.monitor, test.happened, test.findings, test.firmware, test.battery_volts, test.mains,
            test.link_ok, test.confirm);
  if (!test.findings.empty()) return Proof::unchanged;

  const UtcTime last_good = std::max(before.last_good.value_or(test.happened), test.happened);
  auto counts_from = before.counts_from;
  if (counts_from) counts_from = std::max(*counts_from, test.happened);
  const bool proven = counts_from && !is_unproven(*counts_from, now);
  tx.exec(kProven, test.monitor, counts_from, last_good, proven ? std::nullopt : before.unproven);
  return proven && before.unproven ? Proof::proven_again : Proof::unchanged;
}

std::vector<Unproven> unproven_elevators(Session& session, UtcTime now, int limit) {
  return read_all(session.query(kUnproven, now - kProvenFor, limit));
}

int count_unproven(Session& session, UtcTime now) {
  return session.query_one(kCount, now - kProvenFor)->get<int>(0);
}

std::vector<Unproven> newly_unproven(Session& session, UtcTime now, int limit) {
  return read_all(session.query(kNewly, now - kProvenFor, limit));
}

void note_unproven(Transaction& tx, std::string_view monitor, UtcTime now) {
  tx.exec(kNoteUnproven, monitor, now);
}

std::vector<std::string> known_unproven(Session& session) {
  std::vector<std::string> monitors;
  for (Row& row : session.query(kKnown)) monitors.push_back(row.take<std::string>());
  return monitors;
}

std::optional<UtcTime> next_unproven(Session& session) {
  const auto row = session.query_one(kNext);
  if (!row) return std::nullopt;
  return unproven_at(row->get<UtcTime>(0));
}

}  // namespace liftguard::registry
