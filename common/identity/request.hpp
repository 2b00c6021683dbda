// Requests for a certificate (PKCS#10, RFC 2986): how a key that never leaves its box gets its certificate.
#pragma once

#include <string>

#include "common/base/result.hpp"
#include "common/identity/openssl.hpp"

namespace liftguard::identity {

// In PEM, signed by the key itself. Throws std::runtime_error if OpenSSL fails.
[[nodiscard]] std::string make_request(const std::string& common_name, EVP_PKEY& key);

// All that is taken from a request: whatever else one asks for (other names, uses, dates) is not looked at.
struct Request {
  std::string common_name;
  Key key;
};

inline constexpr std::size_t kMaxRequest = 4096;  // bytes of PEM; ours have about 400

// Refusal "bad_request": no request, of a key other than EC P-256, or not signed by the key it names (whoever sends it
// must have the key).
[[nodiscard]] Result<Request> read_request(const std::string& pem);

}  // namespace liftguard::identity
