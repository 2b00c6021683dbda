// A town as a file (deploy/towns): districts with their limits, units, contacts, posts, escalation chains, elevators
// with their monitors, accounts.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "common/registry/posts.hpp"
#include "common/registry/types.hpp"
#include "common/rescue/escalation.hpp"
#include "common/rescue/order.hpp"
#include "platform/accounts/rules.hpp"

namespace liftguard::admin {

struct TownDistrict {
  registry::District district{};
  rescue::DistrictLimits limits{};  // RS-5's where the file is silent
};

// Other things are named by their codes, as in the file; `registry` ids are filled in when it is put into a database.
struct TownElevator {
  registry::Elevator elevator{};
  std::string district{}, maintenance_unit{}, second_unit{}, monitor{};
};
struct TownContact {
  registry::Contact contact{};
  std::string unit{}, elevator{};
};
struct TownPost {
  registry::Post post{};   // its position: its place in the file among those of its kind and district
  std::string district{};  // empty: of all districts that have none of their own; so for chains
};
struct TownChain {
  rescue::Chain chain{};
  std::string district{};
};
struct TownAccount {
  std::string login{}, name{}, unit{};
  accounts::Role role = accounts::Role::maintenance_sub;
  std::string district{};  // of a dispatcher or regulator; empty: the whole city
};

struct Town {
  std::vector<TownDistrict> districts{};
  std::vector<registry::Unit> units{};
  std::vector<TownContact> contacts{};
  std::vector<TownPost> posts{};
  std::vector<TownChain> chains{};
  std::vector<TownElevator> elevators{};
  std::vector<TownAccount> accounts{};
};

// Throws app::BadToml for whatever is wrong or unknown: a unit's code must be a credit code (GB 32100), an elevator's
// six digits, a log-in name good for its role (AC-2), a chain without flaw, and one a district.
[[nodiscard]] Town read_town(const std::filesystem::path& file);

}  // namespace liftguard::admin
