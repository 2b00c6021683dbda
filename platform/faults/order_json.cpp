#include "platform/faults/order_json.hpp"

#include <algorithm>

#include "common/base/event_codes.hpp"
#include "common/observe/trace_id.hpp"
#include "platform/faults/scope.hpp"
#include "schemas/event_kind.hpp"

namespace liftguard::faults {

namespace {

using http::JsonWriter;

std::string_view event_name(EventKind kind) {
  const EventFacts* facts = find_event(kind);
  return facts == nullptr ? "unknown" : facts->name;
}

int number_of(rescue::Level level) {
  return static_cast<int>(level);
}

void write_elevator(JsonWriter& json, const dispatch::ElevatorView& elevator) {
  json.begin_object()
      .member("id", elevator.id)
      .member("code", elevator.code)
      .member("place", elevator.place)
      .member("district", elevator.district)
      .member("estate", elevator.estate)
      .member("in_city_centre", elevator.area == rescue::Area::city_centre)
      .end_object();
}

void write_seen(JsonWriter& json, const dispatch::Seen& seen) {
  json.begin_object().member("kind", event_name(seen.kind)).key("reasons").begin_array();
  for (const auto& reason : seen.reasons) json.value(reason);
  json.end_array().member("floor", seen.floor);
  if (seen.between) {
    json.key("between").begin_array().value(seen.between->first).value(seen.between->second).end_array();
  }
  json.member("position_m", seen.position_m)
      .member_unless_empty("occupancy", seen.occupancy)
      .member("mains", seen.mains)
      .member_unless_empty("remark", seen.remark)
      .end_object();
}

void write_limits(JsonWriter& json, const std::vector<dispatch::LimitView>& limits) {
  json.begin_array();
  for (const auto& [id, limit] : limits) {
    if (limit.withdrawn && !limit.fired && !limit.met) continue;  // of an earlier round, never came to anything
    json.begin_object()
        .member("step", rescue::name_of(limit.step))
        .member("round", limit.round)
        .member("due_ms", limit.due)
        .member("fired_ms", limit.fired)
        .member("met_ms", limit.met)
        .end_object();
  }
  json.end_array();
}

// Who took the step that counts: the latest tap of it on the time line.
std::string_view taken_by(const dispatch::OrderDetail& order, rescue::Level level, rescue::Step step) {
  const auto found = std::find_if(order.timeline.rbegin(), order.timeline.rend(), [&](const auto& entry) {
    return entry.what == rescue::What::stepped && entry.level == level && entry.step == step;
  });
  return found == order.timeline.rend() ? std::string_view{} : found->by;
}

void write_verdict(JsonWriter& json, std::string_view name, rescue::Verdict verdict) {
  if (verdict != rescue::Verdict::pending) json.member(name, verdict == rescue::Verdict::met);
}

// `order`: with the names and verdicts of the detail, where there is one.
void write_dispatch(JsonWriter& json, const dispatch::DispatchView& view, const dispatch::OrderDetail* order) {
  const rescue::Dispatch& d = view.dispatch;
  const auto stamp = [&](std::string_view name, rescue::Step step, const std::optional<UtcTime>& at) {
    json.member(std::string(name) + "_ms", at);
    if (order != nullptr && at) json.member_unless_empty(std::string(name) + "_by", taken_by(*order, d.level, step));
  };
  json.begin_object()
      .member("level", number_of(d.level))
      .member("round", d.round)
      .member("unit_id", view.unit)
      .member("unit_name", view.unit_name)
      .member_unless_empty("unit_phone", view.unit_phone)
      .member("state", rescue::name_of(d.step))
      .member("dispatched_ms", d.dispatched);
  stamp("accepted", rescue::Step::accepted, d.accepted);
  stamp("arrived", rescue::Step::arrived, d.arrived);
  stamp("rescued", rescue::Step::rescued, d.rescued);
  json.member("not_needed", d.not_needed);
  if (d.withdrawn) json.member("withdrawn", true);
  if (order != nullptr) {
    const bool second = d.level == rescue::Level::second;
    const rescue::Verdicts verdicts = second && order->second_level ? *order->second_level : order->first_level;
    write_verdict(json, "compliant", verdicts.compliant);
    write_verdict(json, "timely", verdicts.timely);
  }
  json.key("limits");
  write_limits(json, view.limits);
  json.end_object();
}

void write_notice_counts(JsonWriter& json, const dispatch::NoticeCounts& counts) {
  json.begin_object()
      .member("pending", counts.pending)
      .member("delivered", counts.delivered)
      .member("failed", counts.failed)
      .end_object();
}

// What list and detail have in common, without the braces.
void write_common(JsonWriter& json, const dispatch::OrderSummary& order, const dispatch::OrderDetail* detail) {
  json.member("id", order.id).member("version", order.version).key("elevator");
  write_elevator(json, order.elevator);
  json.member("state", rescue::name_of(order.step))
      .member("tag", rescue::name_of(order.tag))
      .member("source", rescue::name_of(order.source))
      .member("late", order.late)
      .member("during_maintenance", order.during_maintenance)
      .member("happened_ms", order.happened)
      .member("opened_ms", order.opened)
      .member("recovered_ms", order.recovered)
      .member("closed_ms", order.closed)
      .key("seen");
  write_seen(json, order.seen);
  json.key("dispatches").begin_array();
  for (const auto& dispatch : order.dispatches) write_dispatch(json, dispatch, detail);
  json.end_array();
  if (const auto& next = order.next_deadline) {
    json.key("next_deadline").begin_object().member("level", number_of(next->level));
    json.member("step", rescue::name_of(next->step)).member("due_ms", next->due).end_object();
  }
  json.member("overdue", order.overdue);
  if (order.incident) json.member("incident_id", order.incident);
  if (const auto& forecast = order.forecast) {
    json.key("forecast").begin_object().member("prospect", rescue::name_of(forecast->prospect));
    json.member("level", number_of(forecast->level)).member("step", rescue::name_of(forecast->step));
    json.member("spare_ms", static_cast<std::int64_t>(forecast->spare.count()))
        .member("at_risk_ms", order.at_risk_from)
        .member("lost_ms", order.lost_from)
        .end_object();
  }
  if (!order.alarm_source.empty()) json.member("trace", observe::trace_id(order.alarm_source));
  if (order.closing) json.member("result", rescue::name_of(order.closing->result));
}

void write_closing(JsonWriter& json, const dispatch::Closing& closing) {
  json.begin_object()
      .member("result", rescue::name_of(closing.result))
      .member_unless_empty("cause", closing.cause)
      .member("people_trapped", closing.people_trapped)
      .member("people_hurt", closing.people_hurt)
      .member_unless_empty("scene", closing.scene)
      .end_object();
}

std::string_view name_of(registry::ContactRole role) {
  switch (role) {
    case registry::ContactRole::manager:
      return "manager";
    case registry::ContactRole::rescuer:
      return "rescuer";
  }
  return "";
}

void write_contact(JsonWriter& json, const dispatch::ContactView& view, const accounts::Account& viewer) {
  const bool whole = may_see_phone(viewer, view.contact.unit);
  json.begin_object()
      .member("level", number_of(view.level))
      .member("role", name_of(view.contact.role))
      .member("name", view.contact.name)
      .member_unless_empty("phone", whole ? view.contact.phone : masked_phone(view.contact.phone))
      .member("unit_name", view.unit_name)
      .end_object();
}

void write_timeline_entry(JsonWriter& json, const dispatch::TimelineEntry& entry) {
  json.begin_object()
      .member("at_ms", entry.at)
      .member("recorded_ms", entry.recorded)
      .member("kind", rescue::name_of(entry.what));
  if (entry.level) json.member("level", number_of(*entry.level));
  if (entry.step) json.member("step", rescue::name_of(*entry.step));
  json.member("due_ms", entry.due)
      .member("by", entry.by)
      .member_unless_empty("remark", entry.remark)
      .member("text_zh", entry.text_zh)
      .member("text_en", entry.text_en)
      .end_object();
}

// DV-23: in every dialect; which one a reader speaks is the reader's business.
void write_codes(JsonWriter& json, const dispatch::Seen& seen) {
  json.key("codes").begin_array();
  for (const auto& dialect : kDialects)
    if (const auto code = code_of(dialect.dialect, seen.kind, seen.reasons))
      json.begin_object().member("dialect", dialect.name).member("code", *code).end_object();
  json.end_array();
}

void write_event(JsonWriter& json, const dispatch::EventView& event) {
  json.begin_object()
      .member("id", event.id)
      .member("kind", event_name(event.seen.kind))
      .member_unless_empty("monitor", event.monitor)
      .member("happened_ms", event.happened)
      .member("received_ms", event.received);
  if (event.episode != 0) json.member("episode", std::to_string(event.episode));
  json.key("facts");
  write_seen(json, event.seen);
  write_codes(json, event.seen);
  json.member("text_zh", dispatch::describe_chinese(event.seen))
      .member("text_en", dispatch::describe_english(event.seen))
      .end_object();
}

std::string_view api_name_of(dispatch::NoticeState state) {
  return state == dispatch::NoticeState::claimed ? "sending" : dispatch::name_of(state);
}

void write_notice(JsonWriter& json, const dispatch::NoticeView& notice, const accounts::Account& viewer) {
  const bool whole = accounts::is_desk(viewer.role);
  json.begin_object()
      .member("to_name", notice.to_name)
      .member("phone", whole ? notice.phone : masked_phone(notice.phone))
      .member("channel", notice.channel)
      .member("text", notice.text)
      .member("state", api_name_of(notice.state))
      .member("tries", notice.tries)
      .member("created_ms", notice.created)
      .member("sent_ms", notice.sent)
      .member_unless_empty("error", notice.error)
      .end_object();
}

template <class Items, class Write>
void write_list(JsonWriter& json, std::string_view name, const Items& items, Write write) {
  json.key(name).begin_array();
  for (const auto& item : items) write(item);
  json.end_array();
}

}  // namespace

void write_summary(http::JsonWriter& json, const dispatch::OrderSummary& order) {
  json.begin_object();
  write_common(json, order, nullptr);
  json.key("notices");
  write_notice_counts(json, order.notices);
  json.end_object();
}

std::string detail_json(const dispatch::OrderDetail& order, const accounts::Account& viewer) {
  JsonWriter json;
  json.begin_object();
  write_common(json, order.summary, &order);
  json.key("notice_counts");
  write_notice_counts(json, order.summary.notices);
  if (order.summary.closing) {
    json.key("closing");
    write_closing(json, *order.summary.closing);
  }
  write_verdict(json, "compliant", order.first_level.compliant);
  write_verdict(json, "timely", order.first_level.timely);
  write_list(json, "contacts", order.contacts, [&](const auto& contact) { write_contact(json, contact, viewer); });
  write_list(json, "timeline", order.timeline, [&](const auto& entry) { write_timeline_entry(json, entry); });
  write_list(json, "events", order.events, [&](const auto& event) { write_event(json, event); });
  write_list(json, "notices", order.notices, [&](const auto& notice) { write_notice(json, notice, viewer); });
  return json.end_object().take();
}

void write_alert(http::JsonWriter& json, const dispatch::StoredAlert& alert) {
  json.begin_object()
      .member("id", alert.id)
      .member("kind", dispatch::name_of(alert.alert.kind))
      .member("raised_ms", alert.raised);
  if (alert.alert.order) json.member("order_id", alert.alert.order);
  if (alert.alert.elevator) json.member("elevator_id", alert.alert.elevator);
  json.member_unless_empty("monitor", alert.alert.monitor)
      .member("text_zh", alert.alert.text_zh)
      .member("text_en", alert.alert.text_en)
      .end_object();
}

}  // namespace liftguard::faults
