#include "platform/admin/seed.hpp"

#include <map>

#include "common/registry/store.hpp"
#include "platform/accounts/secrets.hpp"
#include "platform/accounts/store.hpp"

namespace liftguard::admin {

namespace {

const storage::Actor kSystem{{}, "系统", {}};

// What a name in the file became in the database.
template <class IdType>
class Names {
 public:
  explicit Names(std::string_view what) : what_(what) {}
  void put(const std::string& code, IdType id) { ids_[code] = id; }

  // No id for no code; refused for one that is nowhere.
  [[nodiscard]] Result<IdType> find(const std::string& code) const {
    if (code.empty()) return IdType{};
    const auto found = ids_.find(code);
    if (found == ids_.end()) return refuse("unknown_code", "no " + std::string(what_) + ' ' + code + " in the town");
    return found->second;
  }

 private:
  std::string_view what_;
  std::map<std::string, IdType> ids_;
};

struct AllNames {
  Names<DistrictId> districts{"district"};
  Names<UnitId> units{"unit"};
  Names<ElevatorId> elevators{"elevator"};
};

Result<void> put_elevator(storage::Transaction& tx, const TownElevator& town, AllNames& names, UtcTime now) {
  const auto district = names.districts.find(town.district);
  const auto maintenance = names.units.find(town.maintenance_unit);
  const auto second = names.units.find(town.second_unit);
  if (!district) return district.error();
  if (!maintenance) return maintenance.error();
  if (!second) return second.error();
  registry::Elevator elevator = town.elevator;
  elevator.district = *district;
  elevator.maintenance_unit = *maintenance;
  elevator.second_unit = *second;
  const ElevatorId id = registry::put_elevator(tx, elevator);
  names.elevators.put(elevator.code, id);
  if (town.monitor.empty()) return {};
  registry::put_monitor(tx, town.monitor, now);
  const auto bound = registry::find_monitor(tx, town.monitor);
  if (!bound || bound->elevator != id) registry::bind_monitor(tx, town.monitor, id, now);
  return {};
}

Result<void> put_contact(storage::Transaction& tx, const TownContact& town, const AllNames& names) {
  const auto unit = names.units.find(town.unit);
  const auto elevator = names.elevators.find(town.elevator);
  if (!unit) return unit.error();
  if (!elevator) return elevator.error();
  registry::Contact contact = town.contact;
  contact.unit = *unit;
  contact.elevator = *elevator;
  registry::put_contact(tx, contact);
  return {};
}

Result<void> put_registry(storage::Transaction& tx, const Town& town, AllNames& names, UtcTime now) {
  for (const auto& [district, limits] : town.districts) {
    const DistrictId id = registry::put_district(tx, district);
    names.districts.put(district.code, id);
    if (registry::limits_at(tx, id, now) != limits) registry::put_limits(tx, id, limits, now);
  }
  for (const auto& unit : town.units) names.units.put(unit.code, registry::put_unit(tx, unit));
  for (const auto& elevator : town.elevators) {
    if (const auto put = put_elevator(tx, elevator, names, now); !put) return put.error();
  }
  for (const auto& contact : town.contacts) {
    if (const auto put = put_contact(tx, contact, names); !put) return put.error();
  }
  return {};
}

// An account with its first password, hashed before any transaction: a hash takes longer than one may.
struct Prepared {
  TownAccount account;
  std::string password;
  std::string hash;
};

Prepared prepare(const TownAccount& account) {
  Prepared prepared{account, accounts::new_first_password(), {}};
  prepared.hash = accounts::hash_password(prepared.password);
  return prepared;
}

std::vector<Prepared> prepare_missing(storage::Database& database, const std::vector<TownAccount>& town) {
  std::vector<Prepared> prepared;
  auto session = database.read();
  for (const auto& account : town) {
    if (!accounts::find_account(session, account.login)) prepared.push_back(prepare(account));
  }
  return prepared;
}

void note(LoginsFile& logins, const Prepared& prepared) {
  const TownAccount& account = prepared.account;
  logins.put(
      {account.login, prepared.password, std::string(accounts::name_of(account.role)), account.name, account.unit});
}

Result<void> add(storage::Transaction& tx, const Prepared& prepared, UnitId unit, UtcTime now) {
  const TownAccount& account = prepared.account;
  const auto added =
      accounts::add_account(tx, {account.login, account.name, account.role, unit, prepared.hash}, kSystem, now);
  if (!added) return added.error();
  return {};
}

}  // namespace

Result<void> seed(storage::Database& database, const Town& town, LoginsFile& logins) {
  const auto prepared = prepare_missing(database, town.accounts);
  const UtcTime now = database.utc_now();
  AllNames names;
  auto tx = database.begin();
  if (const auto put = put_registry(tx, town, names, now); !put) return put.error();
  for (const auto& account : prepared) {
    const auto unit = names.units.find(account.account.unit);
    if (!unit) return unit.error();
    if (const auto added = add(tx, account, *unit, now); !added) return added.error();
    note(logins, account);
  }
  if (!prepared.empty()) logins.save();
  tx.commit();
  return {};
}

Result<void> give_first_password(storage::Database& database, const TownAccount& account, LoginsFile& logins) {
  const Prepared prepared = prepare(account);
  const UtcTime now = database.utc_now();
  auto tx = database.begin();
  if (const auto existing = accounts::find_account(tx, account.login)) {
    accounts::set_password(tx, existing->id, prepared.hash, accounts::FirstPassword::yes, kSystem, now);
    accounts::end_sessions_of(tx, existing->id);
  } else {
    const auto unit = registry::find_unit(tx, account.unit);
    if (!unit && !account.unit.empty()) return refuse("unknown_code", "no unit " + account.unit);
    if (const auto added = add(tx, prepared, unit ? unit->id : UnitId{}, now); !added) return added.error();
  }
  note(logins, prepared);
  logins.save();
  tx.commit();
  return {};
}

}  // namespace liftguard::admin
