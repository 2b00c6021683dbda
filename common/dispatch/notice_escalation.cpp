#include "common/dispatch/notice_escalation.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "common/base/text.hpp"
#include "common/dispatch/desk.hpp"
#include "common/dispatch/notice_rows.hpp"
#include "common/dispatch/order_record.hpp"
#include "common/registry/store.hpp"

namespace liftguard::dispatch {

using registry::Contact;
using storage::Row;
using storage::Session;
using storage::Statement;
using storage::Transaction;

namespace {

constexpr int kBatch = 32;
constexpr Milliseconds kNoReportAfter = std::chrono::minutes{10};
constexpr std::string_view kNextContact = "next-";  // begins the cause of a notice to the next contact

constexpr Statement kDue{"notices.to_escalate",
                         "select n.id, n.order_id, n.idempotency_key, n.priority, n.level, n.contact_id, n.to_name, "
                         "n.phone, n.channel, n.text, n.carries, n.unnamed, " LIFTGUARD_NOTICE_STANDING
                         "from notices n " LIFTGUARD_NOTICE_JOINS
                         "where n.escalate_ms is not null and n.escalate_ms <= :1 order by n.escalate_ms limit :2"};
constexpr Statement kSettle{"notices.escalated", "update notices set escalate_ms = null where id = :1"};
// A step of a chain asks for a call where there is nothing to call by.
constexpr Statement kNoVoice{"notices.no_voice",
                             "update notices set state = 4, error = 'no voice channel' where id = :1 and state = 1"};
constexpr Statement kNext{"notices.next_escalation",
                          "select escalate_ms from notices where escalate_ms is not null order by escalate_ms limit 1"};
constexpr Statement kCall{
    "notices.call",
    "insert into notices (id, idempotency_key, order_id, priority, condition, level, step, round, contact_id, to_name, "
    "phone, channel, text, state, tries, created_ms, due_ms, error, escalate_ms, carries, unnamed) "
    "select :2, :3, order_id, priority, condition, level, step, round, contact_id, to_name, phone, :4, text, 1, 0, "
    "cast(:5 as bigint), cast(:5 as bigint), '', cast(:6 as bigint), carries, unnamed from notices where id = :1 "
    "on conflict (idempotency_key) do nothing"};
constexpr Statement kAwaited{
    "notices.awaited",
    "select id, provider_id from notices where state = 7 and channel = :1 and id > :2 order by id limit :3"};
constexpr Statement kDelivered{"notices.reported_delivered",
                               "update notices set state = 3, escalate_ms = null, error = '' "
                               "where id = :1 and state = 7 returning order_id"};
constexpr Statement kUndelivered{"notices.reported_undelivered",
                                 "update notices set state = 4, error = :2, escalate_ms = "
                                 "case when escalate_ms is null then null else cast(:3 as bigint) end "
                                 "where id = :1 and state = 7 returning order_id, to_name, phone"};
constexpr Statement kUnreported{"notices.unreported",
                                "update notices set state = 4, error = 'no delivery report' where id in "
                                "(select id from notices where state = 7 and sent_ms <= :1 order by id limit :2) "
                                "returning id, order_id, priority, to_name, phone"};

struct Overdue {
  NoticeId id{};
  OrderId order{};
  std::string key{};
  NoticePriority priority = NoticePriority::alarm;
  std::optional<rescue::Level> level{};
  ContactId contact{};
  std::string name{}, phone{}, channel{}, text{};
  bool carries = false, unnamed = false;
  Standing standing{};
};

Overdue read_overdue(Row& row) {
  Overdue notice;
  notice.id = row.take<NoticeId>();
  notice.order = row.take<OrderId>();
  notice.key = row.take<std::string>();
  notice.priority = row.take<NoticePriority>();
  notice.level = row.take<std::optional<rescue::Level>>();
  notice.contact = row.take<ContactId>();
  notice.name = row.take<std::string>();
  notice.phone = row.take<std::string>();
  notice.channel = row.take<std::string>();
  notice.text = row.take<std::string>();
  notice.carries = row.take<bool>();
  notice.unnamed = row.take<bool>();
  notice.standing = read_standing(row);
  return notice;
}

// A digest is more than its carrier was: what was done for the carrier before does not stand for it.
std::string_view kind_of(const Overdue& notice) {
  return notice.carries ? "-digest" : "";
}

void call(Transaction& tx, const Overdue& notice, UtcTime now) {
  tx.exec(kCall, notice.id, tx.make_id<NoticeId>(), fmt::format("{}{}-{}", notice.key, kind_of(notice), kVoice), kVoice,
          now, now + kNextChannelAfter);
  ring_failing(tx, notice.order, notice.name, notice.phone, "notice-failing-" + to_string(notice.order), now);
}

// Fault row G8: no channel reached this person.
void tell_desk(Transaction& tx, const Overdue& notice, UtcTime now) {
  ring(tx,
       {.kind = AlertKind::unreachable,
        .key = fmt::format("unreachable-{}{}", to_string(notice.id), kind_of(notice)),
        .order = notice.order,
        .text_zh = fmt::format("短信、语音均未送达，请立即电话通知{} {}", notice.name, notice.phone),
        .text_en = fmt::format("Neither SMS nor call arrived: phone {} {} now", notice.name, notice.phone)},
       now);
}

void tell_next_contacts(Transaction& tx, const Overdue& notice, UtcTime now) {
  const auto record = notice.level ? load_order(tx, notice.order) : std::nullopt;
  if (!record || notice.key.starts_with(kNextContact)) return;
  const UnitId unit = record->unit_of(*notice.level);
  if (!unit) return;
  const NewNotice next{.cause = fmt::format("{}{}{}", kNextContact, notice.key, kind_of(notice)),
                       .order = notice.order,
                       .priority = NoticePriority::alarm,
                       .condition = notice.carries ? NoticeCondition::always : NoticeCondition::crew_needed,
                       .level = notice.level,
                       .step = rescue::Step::accepted,
                       .round = notice.standing.round,
                       .text = notice.text,
                       .carries = notice.carries,
                       .unnamed = notice.unnamed};
  for (const Contact& contact : registry::contacts_for(tx, unit, record->elevator.id))
    if (contact.role == registry::ContactRole::manager && contact.id != notice.contact) enqueue(tx, next, contact, now);
}

}  // namespace

int escalate_notices(Transaction& tx, Voice voice, UtcTime now) {
  int taken_on = 0;
  for (Row& row : tx.query(kDue, now, kBatch)) {
    const Overdue notice = read_overdue(row);
    tx.exec(kSettle, notice.id);
    ++taken_on;
    if (!notice.carries && notice.standing.answered()) continue;
    if (notice.channel == kSms && voice == Voice::there) {
      call(tx, notice, now);
    } else {
      if (notice.channel == kVoice && voice == Voice::none) tx.exec(kNoVoice, notice.id);
      tell_desk(tx, notice, now);
      tell_next_contacts(tx, notice, now);
    }
  }
  return taken_on;
}

std::optional<UtcTime> next_escalation(Session& session) {
  const auto row = session.query_one(kNext);
  return row ? std::optional(row->get<UtcTime>(0)) : std::nullopt;
}

std::vector<Awaited> awaited_reports(Session& session, std::string_view channel, NoticeId after, int limit) {
  std::vector<Awaited> awaited;
  for (Row& row : session.query(kAwaited, channel, after.value, limit))
    awaited.push_back({.id = row.take<NoticeId>(), .provider_id = row.take<std::string>()});
  return awaited;
}

bool take_report(Transaction& tx, NoticeId id, Report report, std::string_view reason, UtcTime now) {
  if (report == Report::delivered) {
    const auto row = tx.query_one(kDelivered, id);
    if (row) note_notice(tx, row->get<OrderId>(0), id, NoticeState::delivered, now);
    return row.has_value();
  }
  auto row = tx.query_one(kUndelivered, id, printable(fmt::format("not delivered: {}", reason), 300), now);
  if (!row) return false;
  const auto order = row->take<OrderId>();
  const auto name = row->take<std::string>();
  ring_failing(tx, order, name, row->take<std::string>(), "notice-failed-" + to_string(id), now);
  note_notice(tx, order, id, NoticeState::failed, now);
  return true;
}

int give_up_reports(Transaction& tx, UtcTime now) {
  int given_up = 0;
  for (Row& row : tx.query(kUnreported, now - kNoReportAfter, kBatch)) {
    const auto id = row.take<NoticeId>();
    const auto order = row.take<OrderId>();
    const auto priority = row.take<NoticePriority>();
    const auto name = row.take<std::string>();
    // An alarm's loss was taken further after a minute.
    if (priority != NoticePriority::alarm)
      ring_failing(tx, order, name, row.take<std::string>(), "notice-failed-" + to_string(id), now);
    note_notice(tx, order, id, NoticeState::failed, now);
    ++given_up;
  }
  return given_up;
}

}  // namespace liftguard::dispatch
