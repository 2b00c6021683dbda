// Signs what boxes ask for before their certificates end (gateway/certificates), as the rules allow, and sends each its
// certificate; puts the certificates of revoked boxes on the list that the broker reads. The authority's key is read by
// this program alone; the gateway, which strangers' messages reach, never sees it.
#pragma once

#include <filesystem>
#include <stop_token>

#include "common/base/clock.hpp"
#include "common/storage/database.hpp"
#include "gateway/signer/authority.hpp"

namespace liftguard::signer {

// A box that is away when its certificate is ready gets it within this time, or asks again.
inline constexpr std::chrono::hours kDelivery{24 * 7};

// Decides the request that has waited longest. False: none waits. Throws storage::Busy, storage::DatabaseError.
bool decide_next(const Authority& boxes, storage::Database& database, UtcTime now);

// The revocation list as the database wants it (registry::RevokedMonitor), in the authority's folder and, unless
// `copy` is empty, where the broker reads it. True: the broker's copy has changed.
bool keep_revocations(const Authority& boxes, storage::Database& database, const std::filesystem::path& copy,
                      UtcTime now);

struct Serving {
  std::filesystem::path list_copy{};  // empty: none
  std::stop_token stop{};
};

// Until told to stop; looks every two seconds.
void serve_renewals(const Authority& boxes, storage::Database& database, const Serving& serving);

}  // namespace liftguard::signer
