// Signs what boxes ask for before their certificates end (gateway/certificates), as the rules allow, and sends each its
// certificate. The authority's key is read by this program alone; the gateway, which strangers' messages reach, never
// sees it.
#pragma once

#include <stop_token>

#include "common/base/clock.hpp"
#include "common/storage/database.hpp"
#include "gateway/signer/authority.hpp"

namespace liftguard::signer {

// A box that is away when its certificate is ready gets it within this time, or asks again.
inline constexpr std::chrono::hours kDelivery{24 * 7};

// Decides the request that has waited longest. False: none waits. Throws storage::Busy, storage::DatabaseError.
bool decide_next(const Authority& boxes, storage::Database& database, UtcTime now);

// Until told to stop; looks every two seconds.
void serve_renewals(const Authority& boxes, storage::Database& database, const std::stop_token& stop);

}  // namespace liftguard::signer
