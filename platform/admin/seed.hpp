// Puts a town into the database; a second time changes nothing.
#pragma once

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

// A new account, or a new first password for an account that exists. The password stands in `logins` alone.
[[nodiscard]] Result<void> give_first_password(storage::Database& database, const TownAccount& account,
                                               LoginsFile& logins);

}  // namespace liftguard::admin
