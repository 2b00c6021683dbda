#include "platform/admin/town.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "common/wire/names.hpp"
#include "platform/app/toml_table.hpp"

namespace liftguard::admin {

namespace {

using app::TomlTable;

constexpr std::int64_t kLongestLimitS = 24 * 3600;

Milliseconds seconds_of(TomlTable& table, std::string_view key, std::int64_t least, Milliseconds fallback) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(fallback).count();
  return std::chrono::seconds{table.integer(key, least, kLongestLimitS, seconds)};
}

// 0 in the file: no limit.
std::optional<Milliseconds> optional_seconds_of(TomlTable& table, std::string_view key,
                                                std::optional<Milliseconds> fallback) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(fallback.value_or(Milliseconds{0})).count();
  const auto given = table.integer(key, 0, kLongestLimitS, seconds);
  return given == 0 ? std::nullopt : std::optional<Milliseconds>(std::chrono::seconds{given});
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

rescue::Automatic automatic_of(TomlTable& table, std::string_view key, rescue::Automatic fallback) {
  return table.truth(key, fallback == rescue::Automatic::yes) ? rescue::Automatic::yes : rescue::Automatic::no;
}

rescue::DistrictLimits read_limits(TomlTable table) {
  rescue::DistrictLimits limits;
  limits.accept = seconds_of(table, "accept_s", 1, limits.accept);
  limits.arrive_city_centre = optional_seconds_of(table, "arrive_city_centre_s", limits.arrive_city_centre);
  limits.arrive_elsewhere = optional_seconds_of(table, "arrive_elsewhere_s", limits.arrive_elsewhere);
  limits.rescue_city_centre = seconds_of(table, "rescue_city_centre_s", 1, limits.rescue_city_centre);
  limits.rescue_elsewhere = seconds_of(table, "rescue_elsewhere_s", 1, limits.rescue_elsewhere);
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
  if (town.monitor.empty()) return town;
  if (const auto checked = wire::check_monitor_name(town.monitor); !checked)
    table.refuse("monitor", checked.error().detail);
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
  account.district = table.text("district", "");
  if (!account.district.empty() && !accounts::may_have_district(*role))
    table.refuse("district", "只有坐席和监管账号有辖区 (only a dispatcher or a regulator has a district)");
  return account;
}

TownPost read_post(TomlTable& table) {
  TownPost town;
  const std::string kind = table.text("kind");
  if (kind != "desk" && kind != "rescue_office")
    table.refuse("kind", "须为 desk（坐席）或 rescue_office（救援办） (must be desk or rescue_office)");
  town.post.kind = kind == "desk" ? registry::PostKind::desk : registry::PostKind::rescue_office;
  town.post.name = table.text("name");
  town.post.phone = table.text("phone", "");
  if (town.post.kind == registry::PostKind::rescue_office && town.post.phone.empty())
    table.refuse("phone", "救援办须有电话 (a rescue office is called by telephone: it needs one)");
  town.district = table.text("district", "");
  return town;
}

// A word of the chain's: `named` finds it, `known` are the ones that there are.
template <class Enum>
Enum word_of(TomlTable& table, std::string_view key, std::optional<Enum> (*named)(std::string_view),
             std::string_view known) {
  const auto word = named(table.text(key));
  if (!word) table.refuse(key, "须为以下之一 (must be one of): " + std::string(known));
  return *word;
}

rescue::ChainStep read_step(TomlTable& table) {
  rescue::ChainStep step;
  step.who = word_of(table, "who", rescue::who_named, "next_desk, rescuer, manager, second_unit, rescue_office");
  step.channel = word_of(table, "channel", rescue::channel_named, "desk, sms, voice");
  step.runs_from = word_of(table, "from", rescue::runs_from_named, "opening, dispatch, previous");
  step.delay = seconds_of(table, "after_s", 0, Milliseconds{0});
  step.stops_when = word_of(table, "until", rescue::stops_when_named, "opened, accepted, arrived, closed, delivered");
  return step;
}

TownChain read_chain(TomlTable& table) {
  TownChain town;
  town.district = table.text("district", "");
  town.chain = read_all(table, "step", read_step);
  int position = 0;
  for (auto& step : town.chain) step.position = ++position;
  if (const auto flaw = rescue::flaw_of(town.chain)) table.refuse("step", *flaw);
  return town;
}

void number_posts(std::vector<TownPost>& posts) {
  std::map<std::pair<registry::PostKind, std::string>, int> count;
  for (auto& town : posts) town.post.position = ++count[{town.post.kind, town.district}];
}

void refuse_second_chains(const TomlTable& root, const std::vector<TownChain>& chains) {
  std::set<std::string> districts;
  for (const auto& town : chains)
    if (!districts.insert(town.district).second)
      root.refuse("chain", "一个辖区只能有一条升级链 (a district has one chain): " +
                               (town.district.empty() ? std::string("其余辖区 (all others)") : town.district));
}

}  // namespace

Town read_town(const std::filesystem::path& file) {
  const toml::table document = app::read_toml(file.string());
  TomlTable root(document, file.string());
  Town town;
  town.districts = read_all(root, "district", read_district);
  town.units = read_all(root, "unit", read_unit);
  town.contacts = read_all(root, "contact", read_contact);
  town.posts = read_all(root, "post", read_post);
  number_posts(town.posts);
  town.chains = read_all(root, "chain", read_chain);
  refuse_second_chains(root, town.chains);
  town.elevators = read_all(root, "elevator", read_elevator);
  town.accounts = read_all(root, "account", read_account);
  root.finish();
  return town;
}

}  // namespace liftguard::admin
