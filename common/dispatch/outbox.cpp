#include "common/dispatch/outbox.hpp"

#include <fmt/format.h>

#include <vector>

#include "common/base/text.hpp"
#include "common/dispatch/desk.hpp"
#include "common/dispatch/sms_text.hpp"
#include "common/storage/bulk.hpp"

namespace liftguard::dispatch {

namespace {

using storage::ColumnType;
constexpr storage::BulkColumn kColumns[]{{"idempotency_key", ColumnType::text},
                                         {"id", ColumnType::bigint},
                                         {"order_id", ColumnType::bigint},
                                         {"priority", ColumnType::bigint},
                                         {"condition", ColumnType::bigint},
                                         {"level", ColumnType::bigint},
                                         {"step", ColumnType::bigint},
                                         {"round", ColumnType::bigint},
                                         {"contact_id", ColumnType::bigint},
                                         {"to_name", ColumnType::text},
                                         {"phone", ColumnType::text},
                                         {"channel", ColumnType::text},
                                         {"text", ColumnType::text},
                                         {"state", ColumnType::bigint},
                                         {"tries", ColumnType::bigint},
                                         {"created_ms", ColumnType::bigint},
                                         {"due_ms", ColumnType::bigint},
                                         {"error", ColumnType::text},
                                         {"escalate_ms", ColumnType::bigint},
                                         {"carries", ColumnType::bigint},
                                         {"unnamed", ColumnType::bigint}};
constexpr storage::BulkTable kInsert{"notices.insert_new", "notices", kColumns, 1};

DeskAlert alert_no_phone(const Addressed& one) {
  return {.kind = AlertKind::no_phone,
          .key = fmt::format("no-phone-{}-{}", to_string(one.notice.order), to_string(one.to.id)),
          .order = one.notice.order,
          .text_zh = fmt::format("联系人{}没有电话号码，短信无法发送，请用其他方式通知", one.to.name),
          .text_en = fmt::format("Contact {} has no phone number: tell them by other means", one.to.name)};
}

bool has_phone(const Addressed& one) {
  return !one.to.phone.empty();
}

}  // namespace

void enqueue(storage::Transaction& tx, const NewNotice& notice, const registry::Contact& to, UtcTime now) {
  const Addressed one{.notice = notice, .to = to};
  enqueue_all(tx, {&one, 1}, now);
}

void enqueue_all(storage::Transaction& tx, std::span<const Addressed> notices, UtcTime now) {
  storage::BulkRows rows(kInsert);
  for (const Addressed& one : notices) {
    const auto& [notice, to] = one;
    const NoticeState state = has_phone(one) ? NoticeState::pending : NoticeState::no_phone;
    const bool escalates = notice.priority == NoticePriority::alarm && has_phone(one);
    rows.add(fmt::format("{}-c{}-{}", notice.cause, to_string(to.id), notice.channel), tx.make_id<NoticeId>(),
             notice.order, notice.priority, notice.condition, notice.level, notice.step, notice.round, to.id,
             printable(to.name, 100), to.phone, notice.channel, sms_text(notice.text), state, 0, now, now, "",
             escalates ? std::optional(now + kNextChannelAfter) : std::nullopt, notice.carries, notice.unnamed);
  }
  const std::vector<bool> fresh = storage::insert_new(tx, kInsert, rows);
  std::vector<DeskAlert> alerts;
  for (std::size_t i = 0; i < notices.size(); ++i)
    if (fresh[i] && !has_phone(notices[i])) alerts.push_back(alert_no_phone(notices[i]));
  if (!alerts.empty()) ring_all(tx, alerts, now);
}

}  // namespace liftguard::dispatch
