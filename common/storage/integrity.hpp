// Does the engine itself find damage in what it keeps (fault row B14)? A page that rots in the archive is read by
// nobody for years, so it is looked for.
#pragma once

#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace liftguard::storage {

// What is wrong, one line each; empty: nothing was found. On a connection of its own, as a reader: writers never wait
// for it. SQLite: every table with its indexes, one short snapshot a table; a large one takes as long as to read it.
// PostgreSQL: pages whose checksum did not fit, as counted by the server since its statistics began (initdb
// --data-checksums; without them it cannot tell). Ends early, with what it has, when told to stop. Throws
// DatabaseError.
[[nodiscard]] std::vector<std::string> check_integrity(std::string_view url, const std::stop_token& stop);

}  // namespace liftguard::storage
