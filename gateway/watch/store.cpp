#include "gateway/watch/store.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "common/dispatch/desk.hpp"
#include "common/dispatch/notices.hpp"
#include "common/timers/timers.hpp"
#include "schemas/event_kind.hpp"

namespace liftguard::gateway::watch {

using dispatch::AlertKind;
using dispatch::NoticeState;
using storage::Row;
using storage::Session;
using storage::Statement;

namespace {

#define LIFTGUARD_OVERDUE_LIMITS                                                                              \
  "from orders o cross join limits l where l.order_id = o.id and o.closed_ms is null and l.fired_ms is null " \
  "and l.met_ms is null and l.withdrawn = 0 and l.due_ms < :1 "
constexpr Statement kOverdueLimits{"watch.overdue_limits",
                                   "select count(*), min(l.due_ms), min(l.order_id) " LIFTGUARD_OVERDUE_LIMITS};
constexpr Statement kOverdueOrders{"watch.overdue_orders", "select l.order_id, min(l.due_ms) " LIFTGUARD_OVERDUE_LIMITS
                                                           "group by l.order_id order by min(l.due_ms) limit :2"};
#undef LIFTGUARD_OVERDUE_LIMITS

// Told: a notice that arrived or still may, or an alert at the desk.
constexpr Statement kUntold{"watch.untold_orders",
                            "select count(*), min(o.opened_ms), min(o.id) from orders o "
                            "where o.closed_ms is null and o.opened_ms < :1 "
                            "and not exists (select 1 from notices n where n.order_id = o.id "
                            "and n.state not in (:2, :3, :4)) "
                            "and not exists (select 1 from desk_alerts a where a.order_id = o.id)"};
constexpr Statement kStuck{"watch.stuck_notices",
                           "select count(*), min(due_ms), min(id) from notices where state = :1 and due_ms < :2"};
constexpr Statement kUntried{"watch.untried_notices",
                             "select count(*), min(due_ms), min(id) from notices where state = :1 and due_ms < :2"};
constexpr Statement kNotTakenOn{"watch.notices_not_taken_on",
                                "select count(*), min(escalate_ms), min(id) from notices "
                                "where escalate_ms is not null and escalate_ms < :1"};
constexpr Statement kStuckUploads{"watch.stuck_uploads",
                                  "select count(*), min(due_ms), min(id) from uploads where state = 2 and due_ms < :1"};
constexpr Statement kUnanswered{"watch.unanswered_letters",
                                "select count(*), min(raised_ms), min(id) from desk_alerts "
                                "where acknowledged_ms is null and kind in (:1, :2, :3) and raised_ms < :4"};
constexpr Statement kUnrung{
    "watch.unrung_letters",
    "select count(*), min(d.last_ms), min(d.monitor) from dead_letters d join monitors m on m.name = d.monitor "
    "where d.last_ms >= :1 and d.last_ms < :2 and d.lane = 0 and d.reason <> 'unknown_monitor' "
    "and not exists (select 1 from desk_alerts a "
    "where a.monitor = d.monitor and a.monitor <> '' and a.raised_ms >= d.last_ms - :3 and a.kind in (:4, :5))"};
constexpr Statement kWithoutOrder{
    "watch.alarms_without_order",
    "select count(*), min(e.received_ms), min(e.monitor) from monitor_events e left join alarms a on a.id = e.id "
    "where e.lane = 0 and e.received_ms >= :1 and e.received_ms < :2 and e.kind = :3 and (a.id is null or "
    "(a.elevator_id is not null and a.order_id is null and not exists (select 1 from episodes p "
    "where p.monitor = a.monitor and p.journal = a.journal and p.episode = a.episode and p.ended_ms is not null)))"};

constexpr Statement kWriteMark{"clock_marks.write",
                               "insert into clock_marks (host, boot, at_ms, uptime_us) values (:1, :2, :3, :4) "
                               "on conflict (host) do update set boot = excluded.boot, at_ms = excluded.at_ms, "
                               "uptime_us = excluded.uptime_us"};
constexpr Statement kMark{"clock_marks.of_host", "select boot, at_ms, uptime_us from clock_marks where host = :1"};
constexpr Statement kNewestMark{"clock_marks.newest", "select max(at_ms) from clock_marks"};

// A box whose letters keep coming rings no more often (gateway/ingest).
constexpr Milliseconds kRungWithin = std::chrono::minutes{10};

std::string seconds(Milliseconds time) {
  return fmt::format("{:.1f} s", static_cast<double>(time.count()) / 1000.0);
}

// Of a row of (count, oldest time, a box's name).
std::optional<Finding> found_of_box(const std::optional<Row>& row, FindingKind kind, UtcTime now) {
  if (!row || row->get<std::int64_t>(0) == 0) return std::nullopt;
  return Finding{kind, row->get<std::int64_t>(0),
                 fmt::format("{}, {}", row->get<std::string>(2), seconds(now - row->get<UtcTime>(1)))};
}

// Of a row of (count, oldest time, smallest id).
std::optional<Finding> found(const std::optional<Row>& row, FindingKind kind, std::string_view what, UtcTime now) {
  if (!row || row->get<std::int64_t>(0) == 0) return std::nullopt;
  return Finding{kind, row->get<std::int64_t>(0),
                 fmt::format("{} {}, {}", what, row->get<std::int64_t>(2), seconds(now - row->get<UtcTime>(1)))};
}

}  // namespace

std::optional<Finding> overdue_limits(Session& session, UtcTime now, const Patience& patience) {
  return found(session.query_one(kOverdueLimits, now - patience.limit), FindingKind::limit_overdue, "order", now);
}

std::vector<OrderId> orders_overdue(Session& session, UtcTime now, const Patience& patience, int limit) {
  std::vector<OrderId> orders;
  for (const Row& row : session.query(kOverdueOrders, now - patience.limit, limit))
    orders.push_back(row.get<OrderId>(0));
  return orders;
}

std::optional<Finding> untold_orders(Session& session, UtcTime now, const Patience& patience) {
  const auto row = session.query_one(kUntold, now - patience.told, NoticeState::failed, NoticeState::superseded,
                                     NoticeState::no_phone);
  return found(row, FindingKind::order_untold, "order", now);
}

std::optional<Finding> stuck_notices(Session& session, UtcTime now, const Patience& patience) {
  return found(session.query_one(kStuck, NoticeState::claimed, now - patience.claim), FindingKind::notice_stuck,
               "notice", now);
}

std::optional<Finding> untried_notices(Session& session, UtcTime now, const Patience& patience) {
  return found(session.query_one(kUntried, NoticeState::pending, now - patience.untried), FindingKind::notice_untried,
               "notice", now);
}

std::optional<Finding> overdue_timers(Session& session, std::span<const std::string> kinds, UtcTime after, UtcTime now,
                                      const Patience& patience) {
  std::optional<Finding> worst;
  for (const auto& kind : kinds)
    for (const timers::Timer& timer : timers::next_timers(session, kind, 1, after)) {
      if (timer.due >= now - patience.timer) continue;
      if (!worst) worst = Finding{FindingKind::timer_overdue, 0, {}};
      ++worst->count;
      worst->detail = fmt::format("{} {}, {}", timer.kind, timer.subject, seconds(now - timer.due));
    }
  return worst;
}

std::optional<Finding> alarms_without_order(Session& session, UtcTime since, UtcTime now, const Patience& patience) {
  return found_of_box(session.query_one(kWithoutOrder, since, now - patience.confirmed, EventKind::trapped),
                      FindingKind::alarm_without_order, now);
}

std::optional<Finding> unrung_letters(Session& session, UtcTime since, UtcTime now, const Patience& patience) {
  return found_of_box(session.query_one(kUnrung, since, now - patience.confirmed, kRungWithin,
                                        AlertKind::damaged_record, AlertKind::revoked_alarm),
                      FindingKind::letter_unrung, now);
}

std::optional<Finding> notices_not_taken_on(Session& session, UtcTime now, const Patience& patience) {
  return found(session.query_one(kNotTakenOn, now - patience.taken_on), FindingKind::notice_not_taken_on, "notice",
               now);
}

std::optional<Finding> stuck_uploads(Session& session, UtcTime now, const Patience& patience) {
  return found(session.query_one(kStuckUploads, now - patience.upload), FindingKind::upload_stuck, "upload", now);
}

std::optional<Finding> unanswered_letters(Session& session, UtcTime now, const Patience& patience) {
  return found(session.query_one(kUnanswered, AlertKind::damaged_record, AlertKind::unknown_monitor,
                                 AlertKind::revoked_alarm, now - patience.answered),
               FindingKind::letter_unanswered, "alert", now);
}

void write_mark(storage::Transaction& tx, const std::string& host, const ClockMark& mark) {
  tx.exec(kWriteMark, host, mark.boot, mark.at, mark.uptime.time_since_epoch().count());
}

std::optional<ClockMark> mark_of(Session& session, const std::string& host) {
  const auto row = session.query_one(kMark, host);
  if (!row) return std::nullopt;
  return ClockMark{row->get<std::string>(0), row->get<UtcTime>(1),
                   SteadyTime{std::chrono::microseconds{row->get<std::int64_t>(2)}}};
}

std::optional<UtcTime> newest_mark(Session& session) {
  return session.query_one(kNewestMark)->get<std::optional<UtcTime>>(0);
}

}  // namespace liftguard::gateway::watch
