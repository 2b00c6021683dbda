#include "common/dispatch/telling.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "common/dispatch/desk.hpp"
#include "common/dispatch/outbox.hpp"
#include "common/dispatch/recipients.hpp"
#include "common/dispatch/regulators.hpp"
#include "common/dispatch/telling_facts.hpp"
#include "common/dispatch/telling_texts.hpp"
#include "common/registry/store.hpp"
#include "common/storage/bulk.hpp"
#include "common/storage/changes.hpp"

namespace liftguard::dispatch {

using registry::Contact;
using rescue::Dispatch;
using rescue::Happening;
using rescue::Happenings;
using rescue::Level;
using rescue::What;
using storage::ColumnType;
using storage::Transaction;

namespace {

using StepId = Id<struct StepTag>;

constexpr storage::BulkColumn kStepColumns[]{
    {"id", ColumnType::bigint},         {"order_id", ColumnType::bigint},    {"what", ColumnType::bigint},
    {"level", ColumnType::bigint},      {"step", ColumnType::bigint},        {"round", ColumnType::bigint},
    {"at_ms", ColumnType::bigint},      {"recorded_ms", ColumnType::bigint}, {"due_ms", ColumnType::bigint},
    {"account_id", ColumnType::bigint}, {"name", ColumnType::text},          {"origin", ColumnType::text},
    {"remark", ColumnType::text},       {"alarm_id", ColumnType::bigint},    {"request_key", ColumnType::text},
    {"request_hash", ColumnType::text}};
constexpr storage::BulkTable kInsertSteps{"order_steps.insert_all", "order_steps", kStepColumns, 1};

// Which level an entry is about; the others are about the order as a whole.
bool has_level(What what) {
  switch (what) {
    case What::dispatched:
    case What::stepped:
    case What::stepped_back:
    case What::limit_passed:
    case What::no_second_level:
    case What::closed:
    case What::not_needed:
    case What::withdrawn:
      return true;
    case What::opened:
    case What::attached:
    case What::new_cause:
    case What::recovered:
    case What::reopened:
    case What::episode_still_open:
    case What::passenger_answered:
    case What::escalated:
    case What::desk_opened:
      return false;
  }
  return false;
}

std::optional<std::string> unless_empty(const std::string& text) {
  return text.empty() ? std::nullopt : std::optional(text);
}

void add_to_time_line(Transaction& tx, const Tale& tale, storage::BulkRows& steps) {
  const Telling& telling = tale.telling;
  bool first = true;
  for (const Happening& h : tale.happenings) {
    // What a person did carries their name; what followed from it by rule is the system's.
    const bool theirs = h.what == What::stepped || h.what == What::stepped_back || h.what == What::withdrawn ||
                        h.what == What::desk_opened || (h.what == What::dispatched && telling.actor.account);
    const bool explained = theirs || h.what == What::escalated;
    const storage::Actor actor = theirs ? telling.actor : storage::Actor{};
    steps.add(tx.make_id<StepId>(), tale.record.id, h.what, has_level(h.what) ? std::optional(h.level) : std::nullopt,
              h.step == rescue::Step::received ? std::nullopt : std::optional(h.step), h.round, h.at, telling.now,
              h.due != UtcTime{} ? std::optional(h.due) : std::nullopt, actor.account, actor.name, actor.from,
              explained ? telling.remark : "", telling.alarm, first ? unless_empty(telling.request_key) : std::nullopt,
              first ? unless_empty(telling.request_hash) : std::nullopt);
    first = false;
  }
}

// What is to be told of all of them, in this order.
struct Said {
  std::vector<DeskAlert> alerts{};
  std::vector<Addressed> notices{};
  std::vector<storage::Change> changes{};
};

// Everything that is told about one batch of happenings of one order. Short-lived.
class Teller {
 public:
  Teller(TellingFacts& facts, const Tale& tale, Said& said)
      : facts_(facts),
        record_(tale.record),
        happenings_(tale.happenings),
        telling_(tale.telling),
        said_(said),
        told_{.record = record_,
              .district = facts.district(record_.elevator.district),
              .seen = facts.seen(record_.cause)} {}

  void tell_all() {
    for (const Happening& happening : happenings_) tell_one(happening);
    append_to_change_log();
  }

 private:
  void tell_one(const Happening& h) {
    switch (h.what) {
      case What::opened:
        return tell_opened(h);
      case What::dispatched:
        return tell_dispatched(h);
      case What::new_cause:
        return tell_new_cause(h);
      case What::limit_passed:
        return tell_limit_passed(h);
      case What::no_second_level:
        return tell_no_second_level(h);
      case What::recovered:
        return tell_recovered(h);
      case What::not_needed:
        return tell_not_needed(h);
      case What::withdrawn:
        return tell_withdrawn(h);
      case What::reopened:
        return tell_reopened(h);
      case What::episode_still_open:
        return ring_desk(AlertKind::episode_still_open, h, "工单已办结，但装置仍报告困人未恢复：",
                         "Closed, but the monitor still reports people trapped: ");
      case What::attached:
      case What::stepped:
      case What::stepped_back:
      case What::closed:
      case What::passenger_answered:
      case What::escalated:
      case What::desk_opened:
        return;
    }
  }

  void tell_opened(const Happening& h) {
    ring_desk(AlertKind::new_order, h, "困人报警：", "People trapped: ");
    if (record_.order.find(Level::first) != nullptr) return;
    if (record_.crews().first)
      ring_desk(AlertKind::confirm_dispatch, h, "请确认派单：", "Confirm the dispatch: ");
    else
      ring_desk(AlertKind::nobody_to_dispatch, h, "没有维保单位可派单：", "No maintenance unit to dispatch: ");
  }

  void tell_dispatched(const Happening& h) {
    const auto contacts = rescuers(h.level);
    send(contacts, h, NoticePriority::alarm, NoticeCondition::crew_needed, sms_dispatched(told_, h));
    if (contacts.empty())
      ring_desk(AlertKind::no_phone, h, "救援单位没有联系人，请电话通知：",
                "The unit has no contact, tell them by phone: ");
  }

  // RS-4: crew and rescue contact are told again, whether or not a fresh round starts.
  void tell_new_cause(const Happening& h) {
    ring_desk(AlertKind::new_cause, h, "再次困人：", "People trapped again: ");
    ask_for_dispatch(h);
    for (const Dispatch& dispatch : record_.order.dispatches) {
      if (dispatch.not_needed) continue;
      const bool fresh_round = std::ranges::any_of(happenings_, [&](const Happening& other) {
        return other.what == What::dispatched && other.level == dispatch.level;
      });
      if (fresh_round) continue;
      Happening again = h;
      again.level = dispatch.level;
      send(rescuers(dispatch.level), again, NoticePriority::alarm, NoticeCondition::crew_needed, sms_new_cause(told_));
    }
  }

  void tell_withdrawn(const Happening& h) {
    send(rescuers(h.level), h, NoticePriority::information, NoticeCondition::called_off, sms_withdrawn(told_));
    ask_for_dispatch(h);
  }

  // What was withdrawn has no limit that could pass: nobody but the desk looks after the order now.
  void ask_for_dispatch(const Happening& h) {
    const auto& dispatches = record_.order.dispatches;
    if (dispatches.empty() || !std::ranges::all_of(dispatches, &Dispatch::withdrawn)) return;
    ring_desk(AlertKind::confirm_dispatch, h, "派单已撤回，请重新派单：", "Withdrawn, dispatch somebody: ");
  }

  // RS-6: the dispatcher's screen and the unit at once, and an SMS; here also the unit's managers.
  void tell_limit_passed(const Happening& h) {
    const AlertText text = alert_limit_passed(told_, h);
    ring_desk_text(AlertKind::limit_passed, h, text.zh, text.en);
    send(contacts(h.level), h, NoticePriority::reminder, NoticeCondition::step_owed, sms_limit_passed(told_, h));
  }

  void tell_no_second_level(const Happening& h) {
    if (record_.order.terms.second_level == rescue::Automatic::no)
      ring_desk(AlertKind::no_second_level, h, "本区不自动派二级救援，请处理：",
                "The second level is not dispatched by itself here: ");
    else
      ring_desk(AlertKind::no_second_level, h, "没有二级救援单位，请处理：", "There is no second-level unit: ");
  }

  void tell_recovered(const Happening& h) {
    ring_desk(AlertKind::recovered, h, "装置报告恢复：", "The monitor reports recovery: ");
    if (!record_.order.open()) return;
    for (const Dispatch& dispatch : record_.order.dispatches) {
      if (dispatch.not_needed) continue;
      Happening to_level = h;
      to_level.level = dispatch.level;
      send(rescuers(dispatch.level), to_level, NoticePriority::information, NoticeCondition::crew_needed,
           sms_recovered(told_, h));
    }
  }

  void tell_not_needed(const Happening& h) {
    send(rescuers(h.level), h, NoticePriority::information, NoticeCondition::called_off, sms_not_needed(told_));
  }

  // RS-2: whoever was told that it need not go is on the way back. No round is said: also a crew that had accepted is
  // called until this arrives.
  void tell_reopened(const Happening& h) {
    ring_desk(AlertKind::reopened, h, "救出已撤回，工单重新打开：",
              "The rescue was taken back, the order is open again: ");
    const auto back = std::ranges::find(happenings_, What::stepped_back, &Happening::what);
    for (const Dispatch& dispatch : record_.order.dispatches) {
      if (dispatch.not_needed || (back != happenings_.end() && back->level == dispatch.level)) continue;
      Happening again = h;
      again.level = dispatch.level;
      send(rescuers(dispatch.level), again, NoticePriority::alarm, NoticeCondition::crew_needed,
           sms_still_needed(told_));
    }
  }

  std::vector<Contact> contacts(Level level) {
    const UnitId unit = record_.unit_of(level);
    return unit ? facts_.contacts({unit, record_.elevator.id}) : std::vector<Contact>{};
  }

  std::vector<Contact> rescuers(Level level) { return rescuers_among(contacts(level)); }

  // What makes this cause another than any other of the order (NT-1: never twice for one cause).
  std::string cause_of(const Happening& h) const {
    std::string cause = fmt::format("o{}-{}-{}-{}-r{}", to_string(record_.id), name_of(h.what),
                                    static_cast<int>(h.level), static_cast<int>(h.step), h.round);
    if (telling_.alarm) cause += "-a" + to_string(telling_.alarm);
    if (h.what == What::not_needed || h.what == What::episode_still_open || h.what == What::reopened)
      cause += fmt::format("-t{}", to_ms(h.at));
    return cause;
  }

  void send(const std::vector<Contact>& to, const Happening& h, NoticePriority priority, NoticeCondition condition,
            const std::string& text) {
    const NewNotice notice{.cause = cause_of(h),
                           .order = record_.id,
                           .priority = priority,
                           .condition = condition,
                           .level = h.level,
                           .step = h.step,
                           .round = h.round,
                           .text = text};
    for (const Contact& contact : to) said_.notices.push_back({notice, contact});
  }

  void ring_desk(AlertKind kind, const Happening& h, std::string_view zh, std::string_view en) {
    const AlertText order = alert_order(told_);
    ring_desk_text(kind, h, std::string(zh) + order.zh, std::string(en) + order.en);
  }

  void ring_desk_text(AlertKind kind, const Happening& h, const std::string& zh, const std::string& en) {
    said_.alerts.push_back({.kind = kind,
                            .key = fmt::format("{}-{}", cause_of(h), name_of(kind)),
                            .order = record_.id,
                            .elevator = record_.elevator.id,
                            .text_zh = zh,
                            .text_en = en});
  }

  void append_to_change_log() {
    std::vector<std::string> what;
    for (const Happening& h : happenings_) what.push_back(fmt::format("\"{}\"", name_of(h.what)));
    said_.changes.push_back({.kind = "order",
                             .subject = record_.id.value,
                             .elevator = record_.elevator.id,
                             .detail = fmt::format(R"({{"what":[{}],"step":"{}","version":{}}})", fmt::join(what, ","),
                                                   rescue::name_of(record_.order.step), record_.version)});
  }

  TellingFacts& facts_;
  const OrderRecord& record_;
  const Happenings& happenings_;
  const Telling& telling_;
  Said& said_;
  Told told_;
};

}  // namespace

void tell(Transaction& tx, const OrderRecord& record, const Happenings& happenings, const Telling& telling) {
  const Tale tale{record, happenings, telling};
  tell_all(tx, {&tale, 1});
}

void tell_all(Transaction& tx, std::span<const Tale> tales) {
  storage::BulkRows steps(kInsertSteps);
  for (const Tale& tale : tales) add_to_time_line(tx, tale, steps);
  if (steps.empty()) return;
  storage::insert_all(tx, kInsertSteps, steps);
  const UtcTime now = tales.front().telling.now;
  TellingFacts facts(tx, tales);
  uploads::Outbox regulators(tx, now);
  Said said;
  for (const Tale& tale : tales) {
    // A self-test is kept and troubles nobody.
    if (tale.record.order.tag == rescue::Tag::test || tale.happenings.empty()) continue;
    report_to_regulators(regulators, tale.record, facts.seen(tale.record.cause), tale.happenings);
    Teller(facts, tale, said).tell_all();
  }
  ring_all(tx, said.alerts, now);
  enqueue_all(tx, said.notices, now);
  storage::append_changes(tx, said.changes, now);
}

}  // namespace liftguard::dispatch
