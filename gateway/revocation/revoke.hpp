// Revoking a box: from the commit on the gateway refuses its identity by itself (gateway/ingest), gives it no commands,
// firmware or certificates, and cuts its session (cutter.hpp); the signer puts its certificates on the list that the
// broker reads. What it has said since the theft is named.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/base/clock.hpp"
#include "common/base/id.hpp"
#include "common/base/result.hpp"
#include "common/storage/audit.hpp"
#include "common/storage/database.hpp"

namespace liftguard::gateway::revocation {

struct Wanted {
  std::string monitor{};
  UtcTime since{};  // of the theft
  std::string reason{};
  std::vector<std::string> serials{};  // of certificates that the authority does not know of
};

struct Suspicious {
  std::int64_t events = 0;        // that were stored since then
  std::vector<OrderId> orders{};  // that its alarms opened or added to since then, at most kMostOrders
};
inline constexpr int kMostOrders = 100;

// Refused: "unknown_monitor", "revoked" (already), "in_future", "bad_serial".
[[nodiscard]] Result<Suspicious> revoke(storage::Transaction& tx, const Wanted& wanted, const storage::Actor& actor,
                                        UtcTime now);

struct ToCut {
  std::string monitor{};
  UtcTime revoked{};
  std::optional<UtcTime> heard{};
};
// All that were ever revoked, with the last that they were refused. Few.
[[nodiscard]] std::vector<ToCut> revoked_boxes(storage::Session& session);

}  // namespace liftguard::gateway::revocation
