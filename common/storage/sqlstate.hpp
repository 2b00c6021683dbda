// What an SQLSTATE of PostgreSQL means to a caller (its manual, appendix A "PostgreSQL Error Codes").
#pragma once

#include <cstdint>
#include <string_view>

namespace liftguard::storage {

enum class Trouble : std::uint8_t {
  again = 1,  // nothing happened, and it may be tried again: Busy
  conflict,   // a key, a constraint or a value was in the way: Conflict
  stale,      // a prepared plan whose tables a migration has changed meanwhile, or what the server cannot do at all
  broken,     // the program or the server is at fault: DatabaseError
};

[[nodiscard]] Trouble judge_sqlstate(std::string_view state);

// The server ended the session before it looked at the command: a COMMIT that meets this has not happened.
[[nodiscard]] bool ended_before_command(std::string_view state);

}  // namespace liftguard::storage
