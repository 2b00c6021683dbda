#include "common/dispatch/outbox.hpp"

#include <fmt/format.h>

#include "common/base/text.hpp"
#include "common/dispatch/desk.hpp"
#include "common/dispatch/sms_text.hpp"

namespace liftguard::dispatch {

namespace {

constexpr storage::Statement kInsert{
    "notices.insert",
    "insert into notices (id, idempotency_key, order_id, priority, condition, level, step, round, contact_id, to_name, "
    "phone, channel, text, state, tries, created_ms, due_ms, error, escalate_ms, carries) "
    "values (:1, :2, :3, :4, :5, :6, :7, :8, :9, :10, :11, :12, :13, :14, 0, :15, :15, '', :16, :17) "
    "on conflict (idempotency_key) do nothing"};

void ring_no_phone(storage::Transaction& tx, const NewNotice& notice, const registry::Contact& to, UtcTime now) {
  ring(tx,
       {.kind = AlertKind::no_phone,
        .key = fmt::format("no-phone-{}-{}", to_string(notice.order), to_string(to.id)),
        .order = notice.order,
        .text_zh = fmt::format("联系人{}没有电话号码，短信无法发送，请用其他方式通知", to.name),
        .text_en = fmt::format("Contact {} has no phone number: tell them by other means", to.name)},
       now);
}

}  // namespace

void enqueue(storage::Transaction& tx, const NewNotice& notice, const registry::Contact& to, UtcTime now) {
  const std::string key = fmt::format("{}-c{}-{}", notice.cause, to_string(to.id), notice.channel);
  const NoticeState state = to.phone.empty() ? NoticeState::no_phone : NoticeState::pending;
  const bool escalates = notice.priority == NoticePriority::alarm && state == NoticeState::pending;
  const bool fresh = tx.exec(kInsert, tx.make_id<NoticeId>(), key, notice.order, notice.priority, notice.condition,
                             notice.level, notice.step, notice.round, to.id, printable(to.name, 100), to.phone,
                             notice.channel, sms_text(notice.text), state, now,
                             escalates ? std::optional(now + kNextChannelAfter) : std::nullopt, notice.carries) == 1;
  if (fresh && state == NoticeState::no_phone) ring_no_phone(tx, notice, to, now);
}

}  // namespace liftguard::dispatch
