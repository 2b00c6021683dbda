#include "platform/faults/incident_routes.hpp"

#include "common/dispatch/contact_check.hpp"
#include "common/dispatch/incidents.hpp"
#include "platform/faults/order_json.hpp"
#include "platform/faults/scope.hpp"

namespace liftguard::faults {

namespace {

using http::JsonWriter;
using http::Response;

constexpr int kMostFindings = 500;
constexpr std::int64_t kMostPages = 10'000;

// None when a parameter is not of the ones described.
std::optional<dispatch::IncidentQuery> read_query(const http::Request& request) {
  const auto sort = dispatch::incident_sort_named(request.parameter("sort").value_or("people"));
  const auto page = parse_id(request.parameter("page").value_or("1"));
  if (!sort || !page || *page < 1 || *page > kMostPages) return std::nullopt;
  return dispatch::IncidentQuery{.sort = *sort, .page = static_cast<int>(*page)};
}

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
  const auto query = read_query(call.request);
  if (!query) return http::problem(http::ProblemCode::bad_request);
  auto session = call.services.database.read();
  const auto detail = dispatch::incident_detail(session, dispatch::IncidentId{*id}, *query, call.now());
  if (!detail) return http::problem(http::ProblemCode::not_found);
  JsonWriter json;
  json.begin_object();
  write_members(json, detail->incident);
  json.key("orders").begin_array();
  for (const auto& order : detail->orders) write_summary(json, order);
  json.end_array().member("pages", detail->pages).member("now_ms", call.now()).end_object();
  return http::json_response(200, json.take());
}

Response list_contact_findings(app::Call& call) {
  const auto scope = findings_scope_of(call.account());
  if (!scope) return http::problem(http::ProblemCode::forbidden);
  auto session = call.services.database.read();
  JsonWriter json;
  json.begin_object().key("findings").begin_array();
  for (const auto& found : dispatch::found_contacts(session, *scope, kMostFindings)) {
    const bool whole = may_see_phone(call.account(), found.unit);
    json.begin_object()
        .member("unit_id", found.unit)
        .member("unit_name", found.unit_name)
        .member_unless_empty("name", found.name)
        .member_unless_empty("phone", whole ? found.phone : masked_phone(found.phone))
        .member("finding", dispatch::name_of(found.finding))
        .member("since_ms", found.since)
        .end_object();
  }
  json.end_array().member("now_ms", call.now()).end_object();
  return http::json_response(200, json.take());
}

}  // namespace liftguard::faults
