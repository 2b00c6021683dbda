// Which certificates of an authority count no more: a certificate revocation list (RFC 5280, 5).
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "common/base/clock.hpp"
#include "common/base/result.hpp"
#include "gateway/signer/certificate.hpp"

namespace liftguard::signer {

// A broker takes no box at all with a list that has ended, so it ends late, is made anew early, and is warned of.
inline constexpr std::chrono::days kListLife{2 * 365};
inline constexpr std::chrono::days kListRenewedAfter{30};

struct RevokedCertificate {
  std::string serial;  // upper-case hex, as certificates' serial numbers are shown
  UtcTime since;       // from when on it is not to be trusted

  bool operator==(const RevokedCertificate&) const = default;
};

struct RevocationList {
  std::int64_t number = 0;  // rises with each list
  UtcTime made{}, until{};
  std::vector<RevokedCertificate> revoked{};  // by serial

  bool operator==(const RevocationList&) const = default;
};

// In PEM, signed. Throws std::runtime_error if OpenSSL fails, or for a serial number that is none.
[[nodiscard]] std::string make_list(const RevocationList& list, const Issuer& issuer);

// Refusal "bad_list": not one list in PEM, or not signed by `issuer`.
[[nodiscard]] Result<RevocationList> read_list(const std::string& pem, const X509& issuer);

}  // namespace liftguard::signer
