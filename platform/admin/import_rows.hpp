// A town as rows of an import, in the order in which they are applied, and back. Things are named by their codes.
#pragma once

#include <string>
#include <vector>

#include "platform/admin/import_store.hpp"
#include "platform/admin/town.hpp"

namespace liftguard::admin {

// A lift with everything that must be there when its box first speaks.
struct WholeElevator {
  TownElevator town{};
  std::vector<TownContact> contacts{};  // named for this lift
};

// An account that is not there yet; the password itself is in logins.json alone.
struct HashedAccount {
  TownAccount account{};
  std::string password_hash{};
};

// Districts, units, contacts of units, posts, chains, lifts with their contacts, accounts.
[[nodiscard]] std::vector<ImportRow> rows_of(const Town& town, const std::vector<HashedAccount>& accounts);

// Throw std::runtime_error for what rows_of did not make.
[[nodiscard]] TownDistrict district_of(const ImportRow& row);
[[nodiscard]] registry::Unit unit_of(const ImportRow& row);
[[nodiscard]] TownContact contact_of(const ImportRow& row);
[[nodiscard]] TownPost post_of(const ImportRow& row);
[[nodiscard]] TownChain chain_of(const ImportRow& row);
[[nodiscard]] WholeElevator elevator_of(const ImportRow& row);
[[nodiscard]] HashedAccount account_of(const ImportRow& row);

}  // namespace liftguard::admin
