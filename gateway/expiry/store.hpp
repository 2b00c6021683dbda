// The table expiries: when what we rest on ends, as the programs that read it have seen, and the warnings.
#pragma once

#include <string>
#include <vector>

#include "common/base/clock.hpp"
#include "common/storage/database.hpp"

namespace liftguard::gateway::expiry {

struct End {
  std::string name{};
  UtcTime ends{};

  bool operator==(const End&) const = default;
};

// Writes only what is not known so already.
void note(storage::Database& database, const std::vector<End>& ends, UtcTime now);

[[nodiscard]] std::vector<End> all(storage::Session& session);  // soonest first

// Rings at the desk once for each thing and stage that it has come to (rules.hpp).
void warn(storage::Transaction& tx, UtcTime now);

}  // namespace liftguard::gateway::expiry
