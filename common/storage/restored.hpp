// What a database is told after it was restored from a backup, or promoted from a replica that lagged (fault row B16):
// it is behind what boxes, brokers and authorities have heard from it.
#pragma once

#include <cstdint>
#include <string>

#include "common/storage/database.hpp"

namespace liftguard::storage {

// Gives the database a new incarnation, at which every box sends again what it still keeps, and skips the numbers of
// gateways and uploads that may have been used since the backup. For when nothing else is connected; gives the new
// incarnation.
std::uint64_t begin_new_incarnation(Transaction& tx);

// The same as SQL for the database's own shell: what a restore puts into the transaction that brings the old state
// back, so that nobody ever meets that state under its former name.
[[nodiscard]] std::string new_incarnation_script();

}  // namespace liftguard::storage
