// Monitors whose identity counts no more (fault row E10). There is no way back: the box in the place of a stolen one
// has another name.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/clock.hpp"
#include "common/base/result.hpp"
#include "common/storage/database.hpp"

namespace liftguard::registry {

struct RevokedMonitor {
  std::string name{};
  UtcTime at{};               // of the decision
  UtcTime untrusted_since{};  // the theft, as far as anybody knows
  std::string by{}, reason{};
  std::vector<std::string> serials{};  // of certificates, besides those that the authority knows; upper-case hex
};

// Refused: "unknown_monitor", "revoked" (it is already).
[[nodiscard]] Result<void> revoke_monitor(storage::Transaction& tx, const RevokedMonitor& revoked);

[[nodiscard]] std::vector<RevokedMonitor> revoked_monitors(storage::Session& session);  // newest first
[[nodiscard]] std::set<std::string, std::less<>> revoked_names(storage::Session& session);
[[nodiscard]] bool is_revoked(storage::Session& session, std::string_view name);

}  // namespace liftguard::registry
