#include "common/dispatch/escalation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "common/dispatch/alarm_rows.hpp"
#include "common/dispatch/chains.hpp"
#include "common/dispatch/desk.hpp"
#include "common/dispatch/outbox.hpp"
#include "common/dispatch/recipients.hpp"
#include "common/dispatch/telling.hpp"
#include "common/dispatch/telling_texts.hpp"
#include "common/registry/store.hpp"
#include "common/rescue/escalation.hpp"
#include "common/timers/timers.hpp"

namespace liftguard::dispatch {

using registry::Contact;
using rescue::ChainStep;
using rescue::Channel;
using rescue::StepOutcome;
using rescue::Who;
using storage::Row;
using storage::Session;
using storage::Statement;
using storage::Transaction;

namespace {

constexpr Statement kSettled{
    "escalation_steps.of_round",
    "select position, at_ms, outcome from escalation_steps where order_id = :1 and round = :2"};
// What was stopped and is wanted again is settled anew.
constexpr Statement kSettle{"escalation_steps.put",
                            "insert into escalation_steps (order_id, round, position, due_ms, at_ms, outcome) "
                            "values (:1, :2, :3, :4, :5, :6) on conflict (order_id, round, position) do update set "
                            "at_ms = excluded.at_ms, outcome = excluded.outcome where escalation_steps.outcome = :7"};
constexpr Statement kOpened{"order_openings.find",
                            "select opened_ms from order_openings where order_id = :1 and round = :2"};
constexpr Statement kOpen{"order_openings.insert",
                          "insert into order_openings (order_id, round, opened_ms, account_id, name) "
                          "values (:1, :2, :3, :4, :5) on conflict (order_id, round) do nothing"};
// By itself, or by a digest that names its elevator.
constexpr Statement kReached{"notices.reached_in_round",
                             "select distinct n.contact_id from notices n left join notices c on c.id = n.merged_into "
                             "where n.order_id = :1 and n.round = :2 and n.priority = 1 and n.unnamed = 0 "
                             "and coalesce(c.state, n.state) = :3"};
constexpr Statement kTakenBack{"order_steps.taken_back",
                               "select at_ms from order_steps where order_id = :1 and what = :2 and level = :3 "
                               "order by id desc limit 1"};

RescuePlace rescue_place_of(const OrderRecord& record) {
  const rescue::Dispatch* first = record.order.find(rescue::Level::first);
  return {.district = record.elevator.district,
          .elevator = record.elevator.id,
          // Nobody while it is withdrawn: they have been told that they need not go.
          .first = first != nullptr && first->withdrawn ? UnitId{} : record.unit_of(rescue::Level::first),
          .second = record.unit_of(rescue::Level::second)};
}

// Who of this order's people has been told in this round.
std::set<ContactId> reached_people(Session& session, OrderId order, int round) {
  std::set<ContactId> reached;
  for (const Row& row : session.query(kReached, order, round, NoticeState::delivered))
    reached.insert(row.get<ContactId>(0));
  return reached;
}

bool reached_all(const std::vector<Contact>& people, const std::set<ContactId>& reached) {
  return !people.empty() &&
         std::ranges::all_of(people, [&](const Contact& contact) { return reached.contains(contact.id); });
}

bool asks_for_reports(const ChainStep& step) {
  return step.stops_when == rescue::StopsWhen::delivered;
}

rescue::Escalation load_escalation(Session& session, const OrderRecord& record, const rescue::Chain& chain) {
  const int round = rescue::round_of(record.order);
  rescue::Escalation escalation;
  for (Row& row : session.query(kSettled, record.id, round)) {
    const int position = row.take<int>();
    const auto at = row.take<UtcTime>();
    escalation.settled[position] = {at, row.take<StepOutcome>()};
  }
  if (auto row = session.query_one(kOpened, record.id, round)) escalation.desk_opened = row->take<UtcTime>();
  if (std::ranges::any_of(chain, asks_for_reports)) {
    const auto reached = reached_people(session, record.id, round);
    for (const ChainStep& step : chain)
      if (asks_for_reports(step) && reached_all(recipients_of(session, chain, step, rescue_place_of(record)), reached))
        escalation.reached.insert(step.position);
  }
  const rescue::Dispatch* second = record.order.find(rescue::Level::second);
  if (second != nullptr && second->withdrawn)
    if (auto row = session.query_one(kTakenBack, record.id, rescue::What::withdrawn, rescue::Level::second))
      escalation.second_withdrawn = row->take<UtcTime>();
  return escalation;
}

bool calls_crew(const ChainStep& step) {
  return step.who == Who::rescuer || step.who == Who::manager;
}

NoticeCondition condition_of(const ChainStep& step) {
  switch (step.stops_when) {
    case rescue::StopsWhen::opened:
      return NoticeCondition::unopened;
    case rescue::StopsWhen::accepted:
    case rescue::StopsWhen::arrived:
      return calls_crew(step) ? NoticeCondition::step_owed : NoticeCondition::help_owed;
    case rescue::StopsWhen::closed:
    case rescue::StopsWhen::delivered:
      return calls_crew(step) ? NoticeCondition::crew_needed : NoticeCondition::order_open;
  }
  return NoticeCondition::order_open;
}

// One step of the chain, taken.
class Taking {
 public:
  Taking(Transaction& tx, OrderRecord& record, const rescue::Chain& chain, const rescue::DueStep& due, UtcTime now)
      : tx_(tx), record_(record), chain_(chain), step_(due.step), due_(due.due), now_(now), told_{.record = record} {
    if (const auto district = registry::find_district(tx, record.elevator.district)) told_.district = district->name;
    told_.seen = read_seen(tx, record.cause);
  }

  StepOutcome run() {
    if (step_.who == Who::second_unit) return dispatch_second();
    const std::vector<Contact> to = whom();
    if (step_.channel == Channel::desk) {
      ring_desk(alert_escalated(told_, step_, to.empty() ? std::string_view{} : to.front().name));
    } else {
      if (std::ranges::all_of(to, [](const Contact& c) { return c.phone.empty(); })) return nobody();
      for (const Contact& contact : to) enqueue(tx_, notice(), contact, now_);
    }
    note(names_of(to));
    return StepOutcome::taken;
  }

 private:
  StepOutcome dispatch_second() {
    const rescue::Happenings happenings = rescue::call_second(record_.order, record_.crews(), now_);
    if (happenings.empty()) return nobody();
    save_order(tx_, record_);
    note("");
    tell(tx_, record_, happenings, {.now = now_});
    return StepOutcome::taken;
  }

  // Whom the chain does not find the desk has to: never in silence.
  StepOutcome nobody() {
    ring_desk(alert_nobody(told_, step_));
    note(" 无人可联系");
    return StepOutcome::nobody;
  }

  // For a step until `delivered` those who have not been reached.
  std::vector<Contact> whom() {
    auto to = recipients_of(tx_, chain_, step_, rescue_place_of(record_));
    if (!asks_for_reports(step_)) return to;
    const auto reached = reached_people(tx_, record_.id, rescue::round_of(record_.order));
    std::erase_if(to, [&](const Contact& contact) { return reached.contains(contact.id); });
    return to;
  }

  NewNotice notice() const {
    const auto owed = step_.stops_when == rescue::StopsWhen::arrived ? rescue::Step::arrived : rescue::Step::accepted;
    return {.cause = cause(),
            .order = record_.id,
            .priority = NoticePriority::alarm,
            .condition = condition_of(step_),
            .channel = step_.channel == Channel::voice ? kVoice : kSms,
            .level = rescue::Level::first,
            .step = owed,
            .round = rescue::round_of(record_.order),
            .text = calls_crew(step_) && step_.stops_when == rescue::StopsWhen::delivered
                        ? sms_dispatched(told_, {.round = rescue::round_of(record_.order)})
                        : sms_escalated(told_, step_)};
  }

  void ring_desk(const AlertText& text) {
    const bool unopened = step_.stops_when == rescue::StopsWhen::opened;
    ring(tx_,
         {.kind = unopened ? AlertKind::not_opened : AlertKind::escalated,
          .key = cause(),
          .order = record_.id,
          .elevator = record_.elevator.id,
          .text_zh = text.zh,
          .text_en = text.en},
         now_);
  }

  static std::string names_of(const std::vector<Contact>& to) {
    std::string names;
    for (const Contact& contact : to) names += (names.empty() ? " " : "、") + contact.name;
    return names;
  }

  void note(std::string_view whom) {
    tell(tx_, record_,
         {{.what = rescue::What::escalated, .round = rescue::round_of(record_.order), .at = now_, .due = due_}},
         {.now = now_,
          .remark = fmt::format("{}（{}）{}", rescue::chinese(step_.who), rescue::chinese(step_.channel), whom)});
  }

  std::string cause() const {
    return fmt::format("o{}-escalated-{}-r{}", to_string(record_.id), step_.position, rescue::round_of(record_.order));
  }

  Transaction& tx_;
  OrderRecord& record_;
  const rescue::Chain& chain_;
  const ChainStep& step_;
  UtcTime due_;
  UtcTime now_;
  Told told_;
};

rescue::Chain chain_of(Session& session, const OrderRecord& record) {
  return chain_at(session, record.elevator.district, record.order.opened);
}

}  // namespace

void move_escalation(Transaction& tx, const OrderRecord& record) {
  if (record.order.tag == rescue::Tag::test) return;
  std::optional<UtcTime> next;
  if (record.order.open()) {
    const rescue::Chain chain = chain_of(tx, record);
    next = rescue::next_step(chain, record.order, load_escalation(tx, record, chain));
  }
  if (next)
    timers::arm(tx, {.kind = std::string(kEscalationTimer), .subject = record.id.value, .due = *next});
  else
    timers::cancel(tx, kEscalationTimer, record.id.value);
}

int escalate(Transaction& tx, OrderId order, UtcTime now) {
  auto record = load_order(tx, order);
  if (!record || !record->order.open()) return 0;
  // Limits first: what they dispatch is no step's to dispatch again (fault row G10).
  const rescue::Happenings passed = rescue::settle(record->order, record->crews(), now, now);
  if (!passed.empty()) {
    save_order(tx, *record);
    tell(tx, *record, passed, {.now = now});
  }
  const rescue::Chain chain = chain_of(tx, *record);
  const int round = rescue::round_of(record->order);
  int taken = 0;
  const rescue::Escalation before = load_escalation(tx, *record, chain);
  for (const rescue::DueStep& due : rescue::due_steps(chain, record->order, before, now)) {
    StepOutcome outcome = due.outcome;
    if (outcome == StepOutcome::taken) outcome = Taking(tx, *record, chain, due, now).run();
    tx.exec(kSettle, record->id, round, due.step.position, due.due, now, outcome, StepOutcome::stopped);
    if (outcome == StepOutcome::taken) ++taken;
  }
  move_escalation(tx, *record);
  return taken;
}

Result<void> open_at_desk(Transaction& tx, OrderId order, const Seat& seat, UtcTime now) {
  const auto& [actor, district] = seat;
  const auto record = load_order(tx, order);
  if (!record) return refuse("not_found");
  if (district && district != record->elevator.district) return {};
  const int round = rescue::round_of(record->order);
  if (!record->order.open() || tx.exec(kOpen, order, round, now, actor.account, actor.name) == 0) return {};
  tell(tx, *record, {{.what = rescue::What::desk_opened, .round = round, .at = now}}, {.now = now, .actor = actor});
  end_alerts(tx, AlertKind::not_opened, order, now);
  return {};
}

}  // namespace liftguard::dispatch
