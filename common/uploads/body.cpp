#include "common/uploads/body.hpp"

#include <utility>
#include <vector>

#include <fmt/format.h>
#include <boost/json.hpp>

namespace liftguard::uploads {

namespace json = boost::json;

namespace {

constexpr std::string_view kSchema = "liftguard.upload/1";

json::object facts_of(std::string_view text) {
  json::error_code error;
  json::value value = json::parse(text, error);
  return !error && value.is_object() ? std::move(value.get_object()) : json::object{};
}

std::vector<std::string> reasons_of(const json::object& facts) {
  std::vector<std::string> out;
  const json::value* reasons = facts.if_contains("reasons");
  if (reasons == nullptr || !reasons->is_array()) return out;
  for (const json::value& reason : reasons->get_array())
    if (reason.is_string()) out.emplace_back(reason.get_string());
  return out;
}

json::object event_json(EventKind kind, std::string_view facts_json, const Addressed& to) {
  json::object facts = facts_of(facts_json);
  json::object out;
  if (const EventFacts* known = find_event(kind)) {
    out["name"] = known->name;
    out["zh"] = known->zh;
  }
  const auto code = to.codes.code_of(kind, reasons_of(facts));
  out["code"] = code ? json::value(*code) : json::value(nullptr);
  out["facts"] = std::move(facts);
  return out;
}

json::object frame(std::string_view kind, const Addressed& to) {
  const registry::Elevator& lift = to.elevator;
  return {{"schema", kSchema},
          {"id", to.id},
          {"key", to.key},
          {"kind", kind},
          {"dialect", to.dialect},
          {"elevator", json::object{{"code", lift.code},
                                    {"registration_code", lift.registration_code},
                                    {"district", to.district},
                                    {"estate", lift.estate},
                                    {"place", lift.place}}}};
}

template <class T>
json::value or_null(const std::optional<T>& value) {
  return value ? json::value(*value) : json::value(nullptr);
}

json::value or_null(const std::optional<UtcTime>& time) {
  return time ? json::value(to_ms(*time)) : json::value(nullptr);
}

}  // namespace

std::string key_of(const EventReport& report) {
  return "event/" + report.source_key;
}

std::string key_of(const OrderReport& report) {
  return fmt::format("order/{}/{}/{}/{}/{}/{}", to_string(report.order), report.what, report.level.value_or(0),
                     report.step.value_or("-"), report.round, to_ms(report.at));
}

std::string body_of(const EventReport& report, const Addressed& to) {
  json::object out = frame("event", to);
  json::object event = event_json(report.kind, report.facts_json, to);
  event["monitor"] = report.monitor;
  event["source"] = report.source_key;
  event["happened_ms"] = to_ms(report.happened);
  event["received_ms"] = to_ms(report.received);
  out["event"] = std::move(event);
  return json::serialize(out);
}

std::string body_of(const OrderReport& report, const Addressed& to) {
  json::object out = frame("order_step", to);
  out["order"] = json::object{{"id", to_string(report.order)},
                              {"what", report.what},
                              {"level", or_null(report.level)},
                              {"step", or_null(report.step)},
                              {"round", report.round},
                              {"at_ms", to_ms(report.at)},
                              {"due_ms", or_null(report.due)},
                              {"stands_at", report.stands_at},
                              {"tag", report.tag},
                              {"happened_ms", to_ms(report.happened)},
                              {"cause", event_json(report.cause, report.facts_json, to)},
                              {"result", or_null(report.result)}};
  return json::serialize(out);
}

bool has_code(const EventReport& report, const CodeTable& codes) {
  return codes.code_of(report.kind, reasons_of(facts_of(report.facts_json))).has_value();
}

bool concerns_a_regulator(EventKind kind) {
  const EventFacts* facts = find_event(kind);
  if (facts == nullptr || facts->effect == Effect::test) return false;
  return facts->lane == Lane::alarm || facts->lane == Lane::event;
}

}  // namespace liftguard::uploads
