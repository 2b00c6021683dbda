#include "gateway/revocation/revoke.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "common/base/calendar.hpp"
#include "common/dispatch/suspects.hpp"
#include "common/registry/revoked.hpp"
#include "common/registry/store.hpp"
#include "common/storage/changes.hpp"
#include "gateway/ingest/store.hpp"

namespace liftguard::gateway::revocation {

using storage::Row;
using storage::Session;
using storage::Statement;
using storage::Transaction;

namespace {

constexpr std::size_t kMaxSerial = 40;  // digits: RFC 5280, 4.1.2.2, allows 20 bytes

constexpr Statement kEventsSince{"monitor_events.count_since",
                                 "select count(*) from monitor_events where monitor = :1 and received_ms >= :2"};
// The reason is the code of DeadReason::revoked.
constexpr Statement kHeard{"dead_letters.revoked_heard",
                           "select m.name, m.revoked_ms, (select max(d.last_ms) from dead_letters d "
                           "where d.last_ms >= m.revoked_ms and d.monitor = m.name and d.reason = 'revoked') "
                           "from monitors m where m.revoked_ms is not null"};

bool is_serial(const std::string& text) {
  return !text.empty() && text.size() <= kMaxSerial &&
         std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'F'); });
}

void announce(Transaction& tx, const Wanted& wanted, const storage::Actor& actor, UtcTime now) {
  const auto monitor = registry::find_monitor(tx, wanted.monitor).value();
  storage::append_change(
      tx,
      {.kind = "monitor",
       .subject = monitor.elevator.value,
       .elevator = monitor.elevator,
       .detail = fmt::format(R"({{"monitor":"{}","state":"revoked","unconfirmed":false}})", wanted.monitor)},
      now);
  storage::append_audit(
      tx,
      {.actor = actor,
       .action = "monitor.revoked",
       .subject = monitor.elevator.value,
       .after = fmt::format(R"({{"monitor":"{}","since_ms":{}}})", wanted.monitor, to_ms(wanted.since))},
      now);
}

}  // namespace

Result<Suspicious> revoke(Transaction& tx, const Wanted& wanted, const storage::Actor& actor, UtcTime now) {
  if (wanted.since > now) return refuse("in_future", format_local(wanted.since));
  if (!std::ranges::all_of(wanted.serials, is_serial)) return refuse("bad_serial", "upper-case hex digits are needed");
  const registry::RevokedMonitor revoked{.name = wanted.monitor,
                                         .at = now,
                                         .untrusted_since = wanted.since,
                                         .by = actor.name,
                                         .reason = wanted.reason,
                                         .serials = wanted.serials};
  if (auto done = registry::revoke_monitor(tx, revoked); !done) return done.error();
  revoke_presence(tx, wanted.monitor, now);
  announce(tx, wanted, actor, now);
  Suspicious out;
  out.events = tx.query_one(kEventsSince, wanted.monitor, wanted.since)->get<std::int64_t>(0);
  out.orders = dispatch::orders_touched_by(tx, wanted.monitor, wanted.since, kMostOrders);
  for (const OrderId order : out.orders) dispatch::mark_suspect(tx, order, wanted.monitor, wanted.since, now);
  return out;
}

std::vector<ToCut> revoked_boxes(Session& session) {
  std::vector<ToCut> out;
  for (Row& row : session.query(kHeard))
    out.push_back({row.take<std::string>(), row.take<UtcTime>(), row.take<std::optional<UtcTime>>()});
  return out;
}

}  // namespace liftguard::gateway::revocation
