#include "platform/admin/town.hpp"

#include <algorithm>

#include "platform/app/toml_table.hpp"

namespace liftguard::admin {

namespace {

using app::TomlTable;

constexpr std::int64_t kLongestLimitS = 24 * 3600;

Milliseconds seconds_of(TomlTable& table, std::string_view key, Milliseconds fallback) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(fallback).count();
  return std::chrono::seconds{table.integer(key, 1, kLongestLimitS, seconds)};
}

// 0 in the file: no limit.
std::optional<Milliseconds> optional_seconds_of(TomlTable& table, std::string_view key,
                                                std::optional<Milliseconds> fallback) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(fallback.value_or(Milliseconds{0})).count();
  const auto given = table.integer(key, 0, kLongestLimitS, seconds);
  return given == 0 ? std::nullopt : std::optional<Milliseconds>(std::chrono::seconds{given});
}

rescue::Automatic automatic_of(TomlTable& table, std::string_view key, rescue::Automatic fallback) {
  return table.truth(key, fallback == rescue::Automatic::yes) ? rescue::Automatic::yes : rescue::Automatic::no;
}

rescue::DistrictLimits read_limits(TomlTable table) {
  rescue::DistrictLimits limits;
  limits.accept = seconds_of(table, "accept_s", limits.accept);
  limits.arrive_city_centre = optional_seconds_of(table, "arrive_city_centre_s", limits.arrive_city_centre);
  limits.arrive_elsewhere = optional_seconds_of(table, "arrive_elsewhere_s", limits.arrive_elsewhere);
  limits.rescue_city_centre = seconds_of(table, "rescue_city_centre_s", limits.rescue_city_centre);
  limits.rescue_elsewhere = seconds_of(table, "rescue_elsewhere_s", limits.rescue_elsewhere);
  limits.second_level = automatic_of(table, "second_level", limits.second_level);
  limits.first_dispatch = automatic_of(table, "first_dispatch", limits.first_dispatch);
  table.finish();
  return limits;
}

TownDistrict read_district(TomlTable& table) {
  TownDistrict district;
  district.district.code = table.text("code");
  district.district.name = table.text("name");
  if (auto limits = table.table("limits")) district.limits = read_limits(std::move(*limits));
  return district;
}

registry::Unit read_unit(TomlTable& table) {
  registry::Unit unit;
  unit.code = table.text("code");
  if (!accounts::is_credit_code(unit.code)) table.refuse("code", "is no unified social credit code (GB 32100)");
  unit.name = table.text("name");
  unit.phone = table.text("phone", "");
  return unit;
}

TownContact read_contact(TomlTable& table) {
  TownContact contact;
  contact.unit = table.text("unit");
  contact.elevator = table.text("elevator", "");
  contact.contact.name = table.text("name");
  contact.contact.phone = table.text("phone", "");
  const std::string role = table.text("role");
  if (role != "manager" && role != "rescuer") table.refuse("role", "must be \"manager\" or \"rescuer\"");
  contact.contact.role = role == "manager" ? registry::ContactRole::manager : registry::ContactRole::rescuer;
  return contact;
}

bool is_elevator_code(std::string_view code) {
  return code.size() == 6 && std::all_of(code.begin(), code.end(), [](char c) { return c >= '0' && c <= '9'; });
}

TownElevator read_elevator(TomlTable& table) {
  TownElevator town;
  registry::Elevator& elevator = town.elevator;
  elevator.code = table.text("code");
  if (!is_elevator_code(elevator.code)) table.refuse("code", "must be six digits");
  elevator.registration_code = table.text("registration_code", "");
  elevator.place = table.text("place");
  elevator.estate = table.text("estate");
  elevator.area = table.truth("in_city_centre", false) ? rescue::Area::city_centre : rescue::Area::elsewhere;
  elevator.latitude = table.optional_real("latitude");
  elevator.longitude = table.optional_real("longitude");
  town.district = table.text("district");
  town.maintenance_unit = table.text("maintenance_unit");
  town.second_unit = table.text("second_unit", "");
  town.monitor = table.text("monitor", "");
  return town;
}

TownAccount read_account(TomlTable& table) {
  TownAccount account;
  const auto role = accounts::role_named(table.text("role"));
  if (!role) table.refuse("role", "is not known");
  account.role = *role;
  account.login = table.text("login");
  if (!accounts::is_login_for(*role, account.login)) table.refuse("login", "is no log-in name of this role (AC-2)");
  account.name = table.text("name");
  if (!accounts::is_person_name(account.name)) table.refuse("name", "is no person's name (AC-2)");
  account.unit = table.text("unit", "");
  return account;
}

template <class Item>
std::vector<Item> read_all(TomlTable& root, std::string_view key, Item (*read)(TomlTable&)) {
  std::vector<Item> items;
  for (auto& table : root.tables(key)) {
    items.push_back(read(table));
    table.finish();
  }
  return items;
}

}  // namespace

Town read_town(const std::filesystem::path& file) {
  const toml::table document = app::read_toml(file.string());
  TomlTable root(document, file.string());
  Town town;
  town.districts = read_all(root, "district", read_district);
  town.units = read_all(root, "unit", read_unit);
  town.contacts = read_all(root, "contact", read_contact);
  town.elevators = read_all(root, "elevator", read_elevator);
  town.accounts = read_all(root, "account", read_account);
  root.finish();
  return town;
}

}  // namespace liftguard::admin
