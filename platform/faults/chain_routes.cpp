#include "platform/faults/chain_routes.hpp"

#include "common/dispatch/foresight.hpp"
#include "platform/faults/scope.hpp"
#include "platform/http/json_writer.hpp"

namespace liftguard::faults {

namespace {

using http::JsonWriter;

std::string_view name_of(registry::PostKind kind) {
  switch (kind) {
    case registry::PostKind::desk:
      return "desk";
    case registry::PostKind::rescue_office:
      return "rescue_office";
  }
  return "unknown";
}

void write_posts(JsonWriter& json, const std::vector<dispatch::DistrictPost>& posts) {
  json.key("posts").begin_array();
  for (const auto& post : posts)
    json.begin_object()
        .member("kind", name_of(post.kind))
        .member("name", post.name)
        .member_unless_empty("phone", post.phone)
        .member("own", post.own)
        .end_object();
  json.end_array();
}

// A post's number is an office's; a person's is the desk's business.
void write_people(JsonWriter& json, const dispatch::ForeseenStep& step, const accounts::Account& viewer) {
  json.key("people").begin_array();
  for (const auto& person : step.people) {
    const bool whole = person.unit.empty() || may_see_phone(viewer, person.unit_id);
    json.begin_object()
        .member("name", person.name)
        .member_unless_empty("phone", whole ? person.phone : masked_phone(person.phone))
        .member_unless_empty("unit_name", person.unit)
        .end_object();
  }
  json.end_array().key("without").begin_array();
  for (const auto& unit : step.without) json.value(unit);
  json.end_array();
}

void write_step(JsonWriter& json, const dispatch::ForeseenStep& step, const accounts::Account& viewer) {
  json.begin_object()
      .member("kind", dispatch::name_of(step.kind))
      .member("after_ms", static_cast<std::int64_t>(step.after.count()))
      .member("waits_for_dispatch", step.waits_for_dispatch);
  if (step.step)
    json.member("who", rescue::name_of(step.step->who))
        .member("channel", rescue::name_of(step.step->channel))
        .member("until", rescue::name_of(step.step->stops_when));
  write_people(json, step, viewer);
  json.end_object();
}

}  // namespace

http::Response list_chains(app::Call& call) {
  auto session = call.services.database.read();
  JsonWriter json;
  json.begin_object().key("districts").begin_array();
  for (const auto& district : dispatch::foresee(session, call.account().district, call.now())) {
    json.begin_object()
        .member("id", district.id)
        .member("code", district.code)
        .member("name", district.name)
        .member("own_chain", district.own_chain)
        .member("unit_count", district.units);
    write_posts(json, district.posts);
    json.key("steps").begin_array();
    for (const auto& step : district.steps) write_step(json, step, call.account());
    json.end_array().end_object();
  }
  json.end_array().member("now_ms", call.now()).end_object();
  return http::json_response(200, json.take());
}

}  // namespace liftguard::faults
