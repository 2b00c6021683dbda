#include "platform/admin/import_rows.hpp"

#include <boost/json.hpp>
#include <map>
#include <stdexcept>

namespace liftguard::admin {

namespace {

namespace json = boost::json;

// Reading: each row has what writing gave it, or the table was edited by hand.
std::string text(const json::object& object, const char* key) {
  return json::value_to<std::string>(object.at(key));
}

std::optional<double> optional_real(const json::object& object, const char* key) {
  const json::value* value = object.if_contains(key);
  return value == nullptr ? std::nullopt : std::optional(value->to_number<double>());
}

std::optional<Milliseconds> optional_ms(const json::object& object, const char* key) {
  const json::value* value = object.if_contains(key);
  return value == nullptr ? std::nullopt : std::optional(Milliseconds{value->as_int64()});
}

template <class Enum>
Enum enum_of(const json::object& object, const char* key) {
  return static_cast<Enum>(object.at(key).as_int64());
}

template <class Enum>
std::int64_t number(Enum value) {
  return static_cast<std::int64_t>(value);
}

json::object object_of(const ImportRow& row) {
  return json::parse(row.content).as_object();
}

json::object json_of(const rescue::DistrictLimits& limits) {
  json::object out{{"accept", limits.accept.count()},
                   {"rescue_city_centre", limits.rescue_city_centre.count()},
                   {"rescue_elsewhere", limits.rescue_elsewhere.count()},
                   {"second_level", number(limits.second_level)},
                   {"first_dispatch", number(limits.first_dispatch)}};
  if (limits.arrive_city_centre) out["arrive_city_centre"] = limits.arrive_city_centre->count();
  if (limits.arrive_elsewhere) out["arrive_elsewhere"] = limits.arrive_elsewhere->count();
  return out;
}

json::object json_of(const TownContact& contact) {
  return {{"unit", contact.unit},
          {"elevator", contact.elevator},
          {"role", number(contact.contact.role)},
          {"name", contact.contact.name},
          {"phone", contact.contact.phone}};
}

TownContact read_contact(const json::object& object) {
  TownContact contact;
  contact.unit = text(object, "unit");
  contact.elevator = text(object, "elevator");
  contact.contact.role = enum_of<registry::ContactRole>(object, "role");
  contact.contact.name = text(object, "name");
  contact.contact.phone = text(object, "phone");
  return contact;
}

json::object json_of(const TownPost& town) {
  return {{"kind", number(town.post.kind)},
          {"district", town.district},
          {"position", town.post.position},
          {"name", town.post.name},
          {"phone", town.post.phone}};
}

json::object json_of(const TownChain& town) {
  json::array steps;
  for (const rescue::ChainStep& step : town.chain)
    steps.push_back(json::object{{"position", step.position},
                                 {"who", number(step.who)},
                                 {"channel", number(step.channel)},
                                 {"runs_from", number(step.runs_from)},
                                 {"delay", step.delay.count()},
                                 {"stops_when", number(step.stops_when)}});
  return {{"district", town.district}, {"steps", std::move(steps)}};
}

json::object json_of(const WholeElevator& whole) {
  const registry::Elevator& elevator = whole.town.elevator;
  json::object out{{"code", elevator.code},
                   {"registration_code", elevator.registration_code},
                   {"place", elevator.place},
                   {"estate", elevator.estate},
                   {"area", number(elevator.area)},
                   {"district", whole.town.district},
                   {"maintenance_unit", whole.town.maintenance_unit},
                   {"second_unit", whole.town.second_unit},
                   {"monitor", whole.town.monitor}};
  if (elevator.latitude) out["latitude"] = *elevator.latitude;
  if (elevator.longitude) out["longitude"] = *elevator.longitude;
  json::array contacts;
  for (const TownContact& contact : whole.contacts) contacts.push_back(json_of(contact));
  out["contacts"] = std::move(contacts);
  return out;
}

ImportRow row(RowKind kind, const json::object& content) {
  return {kind, json::serialize(content)};
}

}  // namespace

std::vector<ImportRow> rows_of(const Town& town, const std::vector<HashedAccount>& accounts) {
  std::vector<ImportRow> rows;
  for (const auto& [district, limits] : town.districts)
    rows.push_back(
        row(RowKind::district, {{"code", district.code}, {"name", district.name}, {"limits", json_of(limits)}}));
  for (const auto& unit : town.units)
    rows.push_back(row(RowKind::unit, {{"code", unit.code}, {"name", unit.name}, {"phone", unit.phone}}));
  std::map<std::string, std::vector<TownContact>> of_elevator;
  for (const auto& contact : town.contacts) {
    if (contact.elevator.empty())
      rows.push_back(row(RowKind::contact, json_of(contact)));
    else
      of_elevator[contact.elevator].push_back(contact);
  }
  for (const auto& post : town.posts) rows.push_back(row(RowKind::post, json_of(post)));
  for (const auto& chain : town.chains) rows.push_back(row(RowKind::chain, json_of(chain)));
  for (const auto& elevator : town.elevators)
    rows.push_back(row(RowKind::elevator, json_of(WholeElevator{elevator, of_elevator[elevator.elevator.code]})));
  for (const auto& [account, hash] : accounts)
    rows.push_back(row(RowKind::account, {{"login", account.login},
                                          {"name", account.name},
                                          {"unit", account.unit},
                                          {"role", number(account.role)},
                                          {"district", account.district},
                                          {"password_hash", hash}}));
  return rows;
}

TownDistrict district_of(const ImportRow& row) {
  const json::object object = object_of(row);
  const json::object& limits = object.at("limits").as_object();
  TownDistrict district;
  district.district.code = text(object, "code");
  district.district.name = text(object, "name");
  district.limits.accept = Milliseconds{limits.at("accept").as_int64()};
  district.limits.arrive_city_centre = optional_ms(limits, "arrive_city_centre");
  district.limits.arrive_elsewhere = optional_ms(limits, "arrive_elsewhere");
  district.limits.rescue_city_centre = Milliseconds{limits.at("rescue_city_centre").as_int64()};
  district.limits.rescue_elsewhere = Milliseconds{limits.at("rescue_elsewhere").as_int64()};
  district.limits.second_level = enum_of<rescue::Automatic>(limits, "second_level");
  district.limits.first_dispatch = enum_of<rescue::Automatic>(limits, "first_dispatch");
  return district;
}

registry::Unit unit_of(const ImportRow& row) {
  const json::object object = object_of(row);
  return {{}, text(object, "code"), text(object, "name"), text(object, "phone")};
}

TownContact contact_of(const ImportRow& row) {
  return read_contact(object_of(row));
}

TownPost post_of(const ImportRow& row) {
  const json::object object = object_of(row);
  TownPost town;
  town.post.kind = enum_of<registry::PostKind>(object, "kind");
  town.post.position = object.at("position").to_number<int>();
  town.post.name = text(object, "name");
  town.post.phone = text(object, "phone");
  town.district = text(object, "district");
  return town;
}

TownChain chain_of(const ImportRow& row) {
  const json::object object = object_of(row);
  TownChain town;
  town.district = text(object, "district");
  for (const json::value& value : object.at("steps").as_array()) {
    const json::object& step = value.as_object();
    town.chain.push_back({.position = step.at("position").to_number<int>(),
                          .who = enum_of<rescue::Who>(step, "who"),
                          .channel = enum_of<rescue::Channel>(step, "channel"),
                          .runs_from = enum_of<rescue::RunsFrom>(step, "runs_from"),
                          .delay = Milliseconds{step.at("delay").as_int64()},
                          .stops_when = enum_of<rescue::StopsWhen>(step, "stops_when")});
  }
  return town;
}

WholeElevator elevator_of(const ImportRow& row) {
  const json::object object = object_of(row);
  WholeElevator whole;
  registry::Elevator& elevator = whole.town.elevator;
  elevator.code = text(object, "code");
  elevator.registration_code = text(object, "registration_code");
  elevator.place = text(object, "place");
  elevator.estate = text(object, "estate");
  elevator.area = enum_of<rescue::Area>(object, "area");
  elevator.latitude = optional_real(object, "latitude");
  elevator.longitude = optional_real(object, "longitude");
  whole.town.district = text(object, "district");
  whole.town.maintenance_unit = text(object, "maintenance_unit");
  whole.town.second_unit = text(object, "second_unit");
  whole.town.monitor = text(object, "monitor");
  for (const json::value& contact : object.at("contacts").as_array())
    whole.contacts.push_back(read_contact(contact.as_object()));
  return whole;
}

HashedAccount account_of(const ImportRow& row) {
  const json::object object = object_of(row);
  HashedAccount hashed;
  hashed.account.login = text(object, "login");
  hashed.account.name = text(object, "name");
  hashed.account.unit = text(object, "unit");
  hashed.account.role = enum_of<accounts::Role>(object, "role");
  if (object.contains("district"))
    hashed.account.district = text(object, "district");  // an import begun before there were any
  hashed.password_hash = text(object, "password_hash");
  return hashed;
}

}  // namespace liftguard::admin
