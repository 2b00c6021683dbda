// What a certificate says, read from PEM that anybody may have sent.
#pragma once

#include <optional>
#include <string>

#include "common/base/clock.hpp"
#include "common/base/result.hpp"

namespace liftguard::identity {

struct CertificateFacts {
  std::string common_name;
  UtcTime from{}, until{};
  std::string public_key;          // DER, SubjectPublicKeyInfo
  bool stands_for_client = false;  // to a TLS server
};

// Exactly one certificate. Refusal "bad_certificate".
[[nodiscard]] Result<CertificateFacts> read_certificate(const std::string& pem);

// The public half of a private key, as in CertificateFacts. Refusal "bad_key".
[[nodiscard]] Result<std::string> public_key_of(const std::string& key_pem);

struct Owner {
  std::string name;
  std::string key_pem;
  std::optional<UtcTime> now;  // without a clock that was ever set, dates cannot be judged
};

// May its owner show this certificate to a server? Refusals: bad_certificate, bad_key, other_name, other_key,
// not_for_clients, not_valid_yet, expired. Who signed it is for the server to say: it is tried before it is relied on.
[[nodiscard]] Result<CertificateFacts> check_own(const std::string& certificate_pem, const Owner& owner);

}  // namespace liftguard::identity
