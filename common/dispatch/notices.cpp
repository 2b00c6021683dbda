#include "common/dispatch/notices.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "common/base/text.hpp"
#include "common/dispatch/desk.hpp"
#include "common/dispatch/notice_rows.hpp"
#include "common/storage/changes.hpp"

namespace liftguard::dispatch {

using storage::Row;
using storage::Session;
using storage::Statement;
using storage::Transaction;

namespace {

constexpr std::size_t kLongestError = 300;

constexpr Statement kSent{
    "notices.sent",
    "update notices set state = :4, sent_ms = :5, provider_id = :6, tries = tries + 1, error = '', "
    "escalate_ms = case when escalate_ms is null then null else cast(:7 as bigint) end "
    "where id = :1 and state = :2 and worker = :3 returning order_id"};
constexpr Statement kFailed{
    "notices.failed",
    "update notices set state = :4, due_ms = :5, tries = tries + 1, error = :6, worker = null, "
    "escalate_ms = case when escalate_ms is null or escalate_ms < :7 then escalate_ms else :7 end "
    "where id = :1 and state = :2 and worker = :3"};
constexpr Statement kDeferred{"notices.deferred",
                              "update notices set state = :4, due_ms = :5, worker = null, "
                              "tries = case when tries = 0 then 1 else tries end "
                              "where id = :1 and state = :2 and worker = :3"};
constexpr Statement kMine{"notices.mine",
                          "select tries, order_id, to_name, phone, escalate_ms from notices "
                          "where id = :1 and state = :2 and worker = :3"};
constexpr Statement kNextDue{"notices.next_due",
                             "select due_ms from notices where state = :1 and priority = :2 and channel = :3 "
                             "order by due_ms limit 1"};
constexpr Statement kCount{"notices.count", "select state, count(*) from notices group by state"};

constexpr std::array kPriorities{NoticePriority::alarm, NoticePriority::reminder, NoticePriority::information};
constexpr std::array kClaimable{NoticeState::pending, NoticeState::claimed};  // claimed: the claim has lapsed

constexpr Statement kRevive{"notices.revive",
                            "update notices set state = :3, due_ms = :4, unnamed = 0, "
                            "escalate_ms = case when priority = 1 then cast(:7 as bigint) else null end "
                            "where order_id = :1 and state = :2 and condition in (:5, :6, :8, :9) returning id"};

constexpr Statement kAlarmSource{"notices.alarm_source",
                                 "select a.source_key from notices n join orders o on o.id = n.order_id "
                                 "join alarms a on a.id = o.cause_alarm_id where n.id = :1"};

}  // namespace

storage::Change notice_change(OrderId order, NoticeId id, NoticeState state) {
  return {.kind = "notice",
          .subject = order.value,
          .detail = fmt::format(R"({{"notice_id":"{}","state":"{}"}})", to_string(id), name_of(state))};
}

void note_notice(Transaction& tx, OrderId order, NoticeId id, NoticeState state, UtcTime now) {
  storage::append_change(tx, notice_change(order, id, state), now);
}

// By their turn they are judged again: what is still untrue goes the same way.
void revive_notices(Transaction& tx, OrderId order, UtcTime now) {
  for (const Row& row : tx.query(kRevive, order, NoticeState::superseded, NoticeState::pending, now,
                                 NoticeCondition::step_owed, NoticeCondition::help_owed, now + kNextChannelAfter,
                                 NoticeCondition::crew_needed, NoticeCondition::order_open))
    note_notice(tx, order, row.get<NoticeId>(0), NoticeState::pending, now);
}

// NT-2: shown at once; dispatchers are told to phone.
void ring_failing(Transaction& tx, OrderId order, std::string_view name, std::string_view phone, std::string_view key,
                  UtcTime now) {
  ring(tx,
       {.kind = AlertKind::notice_failing,
        .key = std::string(key),
        .order = order,
        .text_zh = fmt::format("短信发送失败，请电话通知{} {}", name, phone),
        .text_en = fmt::format("SMS is failing: phone {} {}", name, phone)},
       now);
}

std::string_view name_of(NoticeState state) {
  switch (state) {
    case NoticeState::pending:
      return "pending";
    case NoticeState::claimed:
      return "claimed";
    case NoticeState::delivered:
      return "delivered";
    case NoticeState::failed:
      return "failed";
    case NoticeState::superseded:
      return "superseded";
    case NoticeState::no_phone:
      return "no_phone";
    case NoticeState::sent:
      return "sent";
    case NoticeState::merged:
      return "merged";
  }
  return "unknown";
}

bool mark_sent(Transaction& tx, NoticeId id, std::string_view worker, std::string_view provider_id, UtcTime now,
               Reports reports) {
  const bool awaited = reports == Reports::awaited;
  const NoticeState state = awaited ? NoticeState::sent : NoticeState::delivered;
  const auto row = tx.query_one(kSent, id, NoticeState::claimed, worker, state, now, printable(provider_id, 100),
                                awaited ? std::optional(now + kReportWithin) : std::nullopt);
  if (!row) return false;
  note_notice(tx, row->get<OrderId>(0), id, state, now);
  return true;
}

std::string alarm_source_of(Session& session, NoticeId id) {
  const auto row = session.query_one(kAlarmSource, id);
  return row ? row->get<std::string>(0) : std::string();
}

bool mark_deferred(Transaction& tx, NoticeId id, std::string_view worker, UtcTime until) {
  return tx.exec(kDeferred, id, NoticeState::claimed, worker, NoticeState::pending, until) == 1;
}

Milliseconds back_off(const BackOff& rule, int tries, double random) {
  const double doubled = static_cast<double>(rule.first.count()) * std::pow(2.0, std::max(tries, 1) - 1);
  const double wait = std::min(doubled, static_cast<double>(rule.longest.count()));
  return Milliseconds{std::llround(wait * (1.0 + rule.jitter * (2.0 * random - 1.0)))};
}

bool mark_failed(Transaction& tx, NoticeId id, std::string_view worker, std::string_view error, UtcTime now,
                 double random, const BackOff& rule) {
  auto mine = tx.query_one(kMine, id, NoticeState::claimed, worker);
  if (!mine) return false;
  const int tries = mine->take<int>() + 1;
  const auto order = mine->take<OrderId>();
  const auto name = mine->take<std::string>();
  const auto phone = mine->take<std::string>();
  const auto escalates_at = mine->take<std::optional<UtcTime>>();
  const NoticeState state = tries >= rule.tries ? NoticeState::failed : NoticeState::pending;
  // Given up before its time: the next channel is not waited for (fault row G1).
  const UtcTime escalates = state == NoticeState::failed ? now : escalates_at.value_or(now);
  tx.exec(kFailed, id, NoticeState::claimed, worker, state, now + back_off(rule, tries, random),
          printable(error, kLongestError), escalates);
  ring_failing(tx, order, name, phone, "notice-failing-" + to_string(order), now);
  if (state == NoticeState::failed) ring_failing(tx, order, name, phone, "notice-failed-" + to_string(id), now);
  note_notice(tx, order, id, state, now);
  return true;
}

std::optional<UtcTime> next_notice_due(Session& session, std::string_view channel) {
  std::optional<UtcTime> next;
  for (NoticeState state : kClaimable)
    for (NoticePriority priority : kPriorities)
      if (const auto row = session.query_one(kNextDue, state, priority, channel))
        if (const auto due = row->get<UtcTime>(0); !next || due < *next) next = due;
  return next;
}

NoticeCounts count_notices(Session& session) {
  NoticeCounts counts;
  for (const Row& row : session.query(kCount)) count_notice(counts, row.get<NoticeState>(0), row.get<int>(1));
  return counts;
}

void count_notice(NoticeCounts& counts, NoticeState state, int number) {
  switch (state) {
    case NoticeState::pending:
    case NoticeState::claimed:
    case NoticeState::sent:
      counts.pending += number;
      break;
    case NoticeState::delivered:
      counts.delivered += number;
      break;
    case NoticeState::failed:
    case NoticeState::no_phone:
      counts.failed += number;
      break;
    case NoticeState::superseded:
    case NoticeState::merged:  // counted as what it was merged into, where a page shows it
      counts.superseded += number;
      break;
  }
}

}  // namespace liftguard::dispatch
