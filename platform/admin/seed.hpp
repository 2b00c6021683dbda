// Puts a town into the database; a second time changes nothing.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "common/base/clock.hpp"
#include "common/base/result.hpp"
#include "common/storage/database.hpp"
#include "platform/admin/logins.hpp"
#include "platform/admin/staged_import.hpp"
#include "platform/admin/town.hpp"

namespace liftguard::admin {

// Refused: "unknown_code", with nothing written, when the town names a district, unit or elevator that is nowhere;
// "import_running"; "not_all", with all the rest written, for accounts whose name somebody took meanwhile.
// `logins` gets the first passwords of accounts that are made, before the town is accepted (staged_import.hpp).
[[nodiscard]] Result<void> seed(storage::Database& database, const Town& town, LoginsFile& logins,
                                const SteadyClock& steady, const ImportPace& pace);

// What a new dispatcher or regulator without a district is to see: that nobody has said which must not give the city.
enum class Extent : std::uint8_t { one_district = 1, whole_city = 2 };

// A new account, or a new first password for an account that exists, of which nothing else changes. The password stands
// in `logins` alone. Refused: "unknown_code" for a unit or district that is nowhere, "no_district" for a new dispatcher
// or regulator of neither a district nor the whole city, and what accounts::add_account refuses.
[[nodiscard]] Result<void> give_first_password(storage::Database& database, const TownAccount& account, Extent extent,
                                               LoginsFile& logins);

}  // namespace liftguard::admin
