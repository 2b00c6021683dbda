#include "common/dispatch/alarms.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "common/base/calendar.hpp"
#include "common/dispatch/alarm_rows.hpp"
#include "common/dispatch/desk.hpp"
#include "common/dispatch/incidents.hpp"
#include "common/dispatch/limits.hpp"
#include "common/dispatch/open_episodes.hpp"
#include "common/dispatch/order_record.hpp"
#include "common/dispatch/passengers.hpp"
#include "common/dispatch/seen.hpp"
#include "common/dispatch/telling.hpp"
#include "common/registry/store.hpp"
#include "common/rescue/alarm.hpp"
#include "common/rescue/rules.hpp"
#include "common/timers/timers.hpp"

namespace liftguard::dispatch {

using registry::Elevator;
using rescue::Happenings;
using rescue::TrappedDecision;
using rescue::What;
using storage::Transaction;

namespace {

void append(Happenings& to, const Happenings& more) {
  to.insert(to.end(), more.begin(), more.end());
}

std::string_view chinese_name(EventKind kind) {
  const EventFacts* facts = find_event(kind);
  return facts == nullptr ? "未知事件" : facts->zh;
}

std::string_view english_name(EventKind kind) {
  const EventFacts* facts = find_event(kind);
  return facts == nullptr ? "Unknown event" : facts->en;
}

// One alarm on its way through the rules.
class Applying {
 public:
  Applying(Transaction& tx, const Alarm& alarm, UtcTime now) : tx_(tx), alarm_(alarm), now_(now) {
    if (alarm.elevator) elevator_ = registry::find_elevator(tx, *alarm.elevator);
    if (elevator_) open_ = open_order_of(tx, elevator_->id);
  }

  AlarmOutcome trapped() {
    const auto episode = find_episode(tx_, alarm_);
    const auto ended = episode && episode->ended ? episode->ended : alarm_.known_ended;
    const rescue::TrappedFacts facts{
        .elevator_known = elevator_.has_value(),
        .order_open = open_.has_value(),
        .order_has_episode = open_ && episodes_of(tx_, *open_, alarm_).others,
        .episode_numbered = alarm_.episode != 0,
        .episode_ended = ended.has_value(),
        .episode_has_order = episode && episode->order,
    };
    switch (rescue::decide_trapped(facts)) {
      case TrappedDecision::open_order:
        return open_order();
      case TrappedDecision::new_cause:
        return new_cause();
      case TrappedDecision::attach:
        return attach_trapped(facts, ended);
      case TrappedDecision::desk_only:
        return desk_only(*ended);
      case TrappedDecision::unknown_elevator:
        return unknown_elevator(ended);
      case TrappedDecision::order_closed:
        return after_closing(episode->order);
    }
    return {};
  }

  // RS-9: sets 恢复时间 and tells everybody; never closes an order.
  AlarmOutcome recovered() {
    put_episode(tx_, alarm_, {.ended = alarm_.happened});
    const auto episode = find_episode(tx_, alarm_);
    if (!episode || !episode->order) return attach({.effected = Effected::recorded});
    OrderRecord record = load(episode->order);
    const OrderEpisodes episodes = episodes_of(tx_, record.id);
    Happenings happenings;
    if (episodes.open) {  // of an earlier episode, come late: a newer one is open
      happenings.push_back({.what = What::attached, .at = alarm_.happened});
      append(happenings, renew(record, alarm_.happened));
    } else {
      append(happenings, rescue::recover(record.order, episodes.last_ended.value_or(alarm_.happened)));
      timers::cancel(tx_, kRingAgainTimer, record.id.value);
    }
    return write(record, happenings, Effected::recovered);
  }

  // Rings at the desk, and is shown with the open order.
  AlarmOutcome ring_desk(AlertKind kind) {
    const AlarmOutcome outcome = attach({.effected = Effected::desk_rung});
    const std::string place = elevator_ ? elevator_->estate + elevator_->place : std::string();
    ring_unless_ringing(
        tx_,
        {.kind = elevator_ ? kind : AlertKind::unknown_monitor,
         .key = key("ring"),
         .order = open_.value_or(OrderId{}),
         .elevator = elevator_ ? elevator_->id : ElevatorId{},
         .monitor = alarm_.monitor,
         .text_zh = fmt::format("{}：电梯{}，{}，{}", chinese_name(alarm_.kind), code(), place, when()),
         .text_en = fmt::format("{}: elevator {}, {}, {}", english_name(alarm_.kind), code(), place, when())},
        now_);
    return outcome;
  }

  // events.md: a marked test order, never dispatched to anybody.
  AlarmOutcome self_test() {
    if (!elevator_) return {};
    OrderRecord record = new_record(rescue::Tag::test);
    rescue::Opening opening = rescue::open(rescue::Tag::test, record.order.terms, record.crews(), now_);
    record.order = std::move(opening.order);
    return insert(record, opening.happenings, Effected::test_order);
  }

  // RS-4: whatever comes for an elevator with an open order is shown with it.
  AlarmOutcome attach(AlarmOutcome otherwise) {
    if (!open_) {
      if (otherwise.effected != Effected::recorded || alarm_.kind == EventKind::recovered)
        insert_alarm(tx_, alarm_, otherwise);
      return otherwise;
    }
    OrderRecord record = load(*open_);
    const Happenings happenings{{.what = What::attached, .at = alarm_.happened}};
    return write(record, happenings,
                 otherwise.effected == Effected::recorded ? Effected::attached : otherwise.effected);
  }

 private:
  AlarmOutcome open_order() {
    OrderRecord record = new_record(alarm_.tag);
    rescue::Opening opening = rescue::open(alarm_.tag, record.order.terms, record.crews(), now_);
    record.order = std::move(opening.order);
    record.late = rescue::is_late(alarm_.happened, alarm_.received);
    return with_answers(record, insert(record, opening.happenings, Effected::order_opened));
  }

  AlarmOutcome new_cause() {
    OrderRecord record = load(*open_);
    Happenings happenings = rescue::new_episode(record.order, now_);
    const auto last_ended = episodes_of(tx_, record.id).last_ended;
    if (last_ended) append(happenings, renew(record, *last_ended));
    record.cause = alarm_.id;
    put_episode(tx_, alarm_, {.order = record.id, .began = alarm_.happened});
    return with_answers(record, write(record, happenings, Effected::new_cause));
  }

  AlarmOutcome attach_trapped(const rescue::TrappedFacts& facts, std::optional<UtcTime> ended) {
    put_episode(tx_, alarm_, {.order = *open_, .began = alarm_.happened, .ended = ended});
    OrderRecord record = load(*open_);
    const Happenings happenings{{.what = What::attached, .at = alarm_.happened}};
    // A box knows more of it than the person who called.
    const bool first_of_a_box = facts.episode_numbered && !facts.order_has_episode && !facts.episode_has_order;
    if (first_of_a_box) record.cause = alarm_.id;
    return with_answers(record, write(record, happenings, Effected::attached));
  }

  // RS-13: over before we knew.
  AlarmOutcome desk_only(UtcTime ended) {
    put_episode(tx_, alarm_, {.began = alarm_.happened, .ended = ended});
    ring_about(AlertKind::late_over, "困人已恢复，未派单", "People were trapped, already over, not dispatched");
    return recorded({.effected = Effected::desk_rung});
  }

  // Fault row E15: the desk, no elevator guessed.
  AlarmOutcome unknown_elevator(std::optional<UtcTime> ended) {
    put_episode(tx_, alarm_, {.began = alarm_.happened, .ended = ended});
    ring_unless_ringing(tx_,
                        {.kind = AlertKind::unknown_monitor,
                         .key = key("unknown"),
                         .monitor = alarm_.monitor,
                         .text_zh = fmt::format("未绑定电梯的装置{}报告困人，{}", alarm_.monitor, when()),
                         .text_en = fmt::format("Monitor {}, bound to no elevator, reports people trapped, {}",
                                                alarm_.monitor, when())},
                        now_);
    return recorded({.effected = Effected::desk_rung});
  }

  AlarmOutcome after_closing(OrderId order) {
    ring_about(AlertKind::alarm_after_closing, "工单办结后装置再次报告困人",
               "The monitor reports people trapped after the order was closed", order);
    return recorded({.effected = Effected::desk_rung, .order = order});
  }

  void ring_about(AlertKind kind, std::string_view zh, std::string_view en, OrderId order = {}) {
    ring(tx_,
         {.kind = kind,
          .key = key(name_of(kind)),
          .order = order,
          .elevator = elevator_->id,
          .monitor = alarm_.monitor,
          .text_zh = fmt::format("{}：电梯{}，{}{}，{}", zh, code(), elevator_->estate, elevator_->place, when()),
          .text_en = fmt::format("{}: elevator {}, {}{}, {}", en, code(), elevator_->estate, elevator_->place, when())},
         now_);
  }

  OrderRecord new_record(rescue::Tag tag) {
    OrderRecord record;
    record.id = tx_.make_id<OrderId>();
    record.elevator = *elevator_;
    record.source = alarm_.source;
    record.maintenance = alarm_.maintenance;
    record.happened = alarm_.happened;
    record.cause = alarm_.id;
    record.order.tag = tag;
    record.order.terms = rescue::terms_for(registry::limits_at(tx_, elevator_->district, now_), elevator_->area);
    return record;
  }

  AlarmOutcome insert(OrderRecord& record, const Happenings& happenings, Effected effected) {
    insert_order(tx_, record);
    const AlarmOutcome outcome{.effected = effected, .order = record.id};
    if (effected == Effected::order_opened) put_episode(tx_, alarm_, {.order = record.id, .began = alarm_.happened});
    insert_alarm(tx_, alarm_, outcome);
    group_order(tx_, record, parse_seen(alarm_.kind, alarm_.facts_json), now_);
    tell(tx_, record, happenings, {.now = now_, .alarm = alarm_.id});
    return outcome;
  }

  // The episode has this order now: passengers may have answered before.
  AlarmOutcome with_answers(const OrderRecord& record, AlarmOutcome outcome) {
    ring_for_earlier_answers(tx_, record, {alarm_.monitor, alarm_.journal, alarm_.episode}, now_);
    return outcome;
  }

  // The order as it is now: what fell due before this alarm is served, and told, first.
  OrderRecord load(OrderId id) {
    OrderRecord record = load_order(tx_, id).value();
    const Happenings passed = rescue::settle(record.order, record.crews(), now_, now_);
    if (!passed.empty()) {
      save_order(tx_, record);
      tell(tx_, record, passed, {.now = now_});
    }
    // A real alarm on a drill is no drill any more.
    if (record.order.tag == rescue::Tag::drill && alarm_.tag == rescue::Tag::normal &&
        alarm_.kind == EventKind::trapped)
      record.order.tag = rescue::Tag::normal;
    return record;
  }

  Happenings renew(OrderRecord& record, UtcTime last_recovered) {
    Happenings renewed = rescue::renew_rounds(record.order, last_recovered, now_);
    if (!renewed.empty()) ++record.version;
    return renewed;
  }

  AlarmOutcome write(OrderRecord& record, const Happenings& happenings, Effected effected) {
    save_order(tx_, record);
    const AlarmOutcome outcome{.effected = effected, .order = record.id};
    insert_alarm(tx_, alarm_, outcome);
    tell(tx_, record, happenings, {.now = now_, .alarm = alarm_.id});
    return outcome;
  }

  AlarmOutcome recorded(const AlarmOutcome& outcome) {
    insert_alarm(tx_, alarm_, outcome);
    return outcome;
  }

  std::string key(std::string_view what) const { return fmt::format("a{}-{}", to_string(alarm_.id), what); }
  std::string code() const { return elevator_ ? elevator_->code : "?"; }
  std::string when() const { return format_local(alarm_.happened); }

  Transaction& tx_;
  const Alarm& alarm_;
  UtcTime now_;
  std::optional<Elevator> elevator_;
  std::optional<OrderId> open_;
};

}  // namespace

AlarmOutcome apply_alarm(Transaction& tx, const Alarm& alarm, UtcTime now) {
  if (auto before = find_alarm(tx, alarm)) return {.effected = Effected::repeat, .order = before->order};
  const EventFacts* facts = find_event(alarm.kind);
  Applying applying(tx, alarm, now);
  switch (facts == nullptr ? Effect::none : facts->effect) {
    case Effect::order:
      return applying.trapped();
    case Effect::ends:
      return applying.recovered();
    case Effect::ring:
      return applying.ring_desk(AlertKind::alarm_button);
    case Effect::fault_ring:
      return applying.ring_desk(AlertKind::fault);
    case Effect::test:
      return applying.self_test();
    case Effect::none:
    case Effect::fault:
    case Effect::monitor_fault:
      return applying.attach({.effected = Effected::recorded});
  }
  return {};
}

}  // namespace liftguard::dispatch
