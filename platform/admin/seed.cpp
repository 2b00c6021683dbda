#include "platform/admin/seed.hpp"

#include <fmt/format.h>

#include <set>

#include "common/registry/store.hpp"
#include "platform/accounts/secrets.hpp"
#include "platform/accounts/store.hpp"

namespace liftguard::admin {

namespace {

const storage::Actor kSystem{{}, "系统", {}};

// The codes that a town gives to its things.
class Codes {
 public:
  explicit Codes(std::string_view what) : what_(what) {}
  void add(const std::string& code) { codes_.insert(code); }

  // Refused for a code that is nowhere in the town; no code names nothing.
  [[nodiscard]] Result<void> check(const std::string& code) const {
    if (code.empty() || codes_.contains(code)) return {};
    return refuse("unknown_code", "no " + std::string(what_) + ' ' + code + " in the town");
  }

 private:
  std::string_view what_;
  std::set<std::string, std::less<>> codes_;
};

Result<void> check_codes(const Town& town) {
  Codes districts{"district"}, units{"unit"}, elevators{"elevator"};
  for (const auto& district : town.districts) districts.add(district.district.code);
  for (const auto& unit : town.units) units.add(unit.code);
  for (const auto& elevator : town.elevators) elevators.add(elevator.elevator.code);
  for (const auto& elevator : town.elevators) {
    if (const auto known = districts.check(elevator.district); !known) return known;
    if (const auto known = units.check(elevator.maintenance_unit); !known) return known;
    if (const auto known = units.check(elevator.second_unit); !known) return known;
  }
  for (const auto& contact : town.contacts) {
    if (const auto known = units.check(contact.unit); !known) return known;
    if (const auto known = elevators.check(contact.elevator); !known) return known;
  }
  for (const auto& post : town.posts)
    if (const auto known = districts.check(post.district); !known) return known;
  for (const auto& chain : town.chains)
    if (const auto known = districts.check(chain.district); !known) return known;
  for (const auto& account : town.accounts) {
    if (const auto known = units.check(account.unit); !known) return known;
    if (const auto known = districts.check(account.district); !known) return known;
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

// None: of the whole city, or of a role that has no district.
Result<DistrictId> district_of(storage::Session& session, const TownAccount& account, Extent extent) {
  if (!account.district.empty()) {
    const auto district = registry::find_district(session, account.district);
    if (!district) return refuse("unknown_code", "no district " + account.district);
    return district->id;
  }
  if (accounts::may_have_district(account.role) && extent == Extent::one_district)
    return refuse("no_district", "a new " + std::string(accounts::name_of(account.role)) +
                                     " is of a district (--district) or of the whole city (--whole-city)");
  return DistrictId{};
}

Result<void> add(storage::Transaction& tx, const Prepared& prepared, Extent extent, UtcTime now) {
  const TownAccount& account = prepared.account;
  const auto unit = registry::find_unit(tx, account.unit);
  if (!unit && !account.unit.empty()) return refuse("unknown_code", "no unit " + account.unit);
  const auto district = district_of(tx, account, extent);
  if (!district) return district.error();
  const auto added = accounts::add_account(
      tx, {account.login, account.name, account.role, unit ? unit->id : UnitId{}, prepared.hash, *district}, kSystem,
      now);
  if (!added) return added.error();
  return {};
}

}  // namespace

Result<void> seed(storage::Database& database, const Town& town, LoginsFile& logins, const SteadyClock& steady,
                  const ImportPace& pace) {
  if (const auto known = check_codes(town); !known) return known;
  StagedImport import(database, steady, pace);
  if (const auto settled = import.settle_earlier(); !settled) return settled;
  const auto prepared = prepare_missing(database, town.accounts);
  std::vector<HashedAccount> hashed;
  for (const Prepared& account : prepared) hashed.push_back({account.account, account.hash});
  // The passwords are in the file before anybody has promised that there will be such accounts.
  const auto accepted = import.stage(rows_of(town, hashed), [&] {
    for (const Prepared& account : prepared) note(logins, account);
    if (!prepared.empty()) logins.save();
  });
  if (!accepted) return accepted.error();
  const auto complaints = import.carry_out(*accepted);
  if (!complaints.empty()) return refuse("not_all", fmt::format("{}", fmt::join(complaints, "; ")));
  return {};
}

Result<void> give_first_password(storage::Database& database, const TownAccount& account, Extent extent,
                                 LoginsFile& logins) {
  const Prepared prepared = prepare(account);
  const UtcTime now = database.utc_now();
  auto tx = database.begin();
  if (const auto existing = accounts::find_account(tx, account.login)) {
    accounts::set_password(tx, existing->id, prepared.hash, accounts::FirstPassword::yes, kSystem, now);
    accounts::end_sessions_of(tx, existing->id);
  } else {
    if (const auto added = add(tx, prepared, extent, now); !added) return added.error();
  }
  note(logins, prepared);
  logins.save();
  tx.commit();
  return {};
}

}  // namespace liftguard::admin
