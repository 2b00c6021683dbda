#include "platform/faults/incident_routes.hpp"

#include "common/dispatch/contact_check.hpp"
#include "common/dispatch/incidents.hpp"
#include "platform/faults/order_json.hpp"

namespace liftguard::faults {

namespace {

using http::JsonWriter;
using http::Response;

constexpr int kMostFindings = 500;

void write_members(JsonWriter& json, const dispatch::IncidentView& incident) {
  json.member("id", incident.id)
      .member("extent", rescue::name_of(incident.extent))
      .member("cause", rescue::name_of(incident.cause))
      .member("district", incident.district)
      .member_unless_empty("estate", incident.estate)
      .member("began_ms", incident.began)
      .member("last_ms", incident.last)
      .member("closed_ms", incident.closed)
      .member("order_count", incident.orders)
      .member("open_count", incident.open)
      .member("waiting_count", incident.waiting);
}

}  // namespace

Response list_incidents(app::Call& call) {
  auto session = call.services.database.read();
  JsonWriter json;
  json.begin_object().key("incidents").begin_array();
  for (const auto& incident : dispatch::open_incidents(session)) {
    json.begin_object();
    write_members(json, incident);
    json.end_object();
  }
  json.end_array().member("now_ms", call.now()).end_object();
  return http::json_response(200, json.take());
}

Response get_incident(app::Call& call) {
  const auto id = parse_id(call.path[0]);
  if (!id) return http::problem(http::ProblemCode::not_found);
  auto session = call.services.database.read();
  const auto detail = dispatch::incident_detail(session, dispatch::IncidentId{*id}, call.now());
  if (!detail) return http::problem(http::ProblemCode::not_found);
  JsonWriter json;
  json.begin_object();
  write_members(json, detail->incident);
  json.key("orders").begin_array();
  for (const auto& order : detail->orders) write_summary(json, order);
  json.end_array().member("now_ms", call.now()).end_object();
  return http::json_response(200, json.take());
}

Response list_contact_findings(app::Call& call) {
  auto session = call.services.database.read();
  JsonWriter json;
  json.begin_object().key("findings").begin_array();
  for (const auto& found : dispatch::found_contacts(session, kMostFindings))
    json.begin_object()
        .member("unit_id", found.unit)
        .member("unit_name", found.unit_name)
        .member_unless_empty("name", found.name)
        .member_unless_empty("phone", found.phone)
        .member("finding", dispatch::name_of(found.finding))
        .member("since_ms", found.since)
        .end_object();
  json.end_array().member("now_ms", call.now()).end_object();
  return http::json_response(200, json.take());
}

}  // namespace liftguard::faults
