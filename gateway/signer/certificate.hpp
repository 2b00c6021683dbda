// One X.509 version 3 certificate from what it should say.
#pragma once

#include <string>
#include <vector>

#include "common/base/clock.hpp"
#include "common/identity/openssl.hpp"

namespace liftguard::signer {

struct Validity {
  UtcTime from;
  UtcTime until;
};

// What a certificate may be used for (RFC 5280, 4.2.1.3 and 4.2.1.12): a client's cannot stand for a server, nor a
// server's for a client, and neither signs certificates.
enum class Purpose { authority = 1, client = 2, server = 3 };

struct CertificateText {
  std::string common_name;
  Purpose purpose = Purpose::client;
  Validity validity;
  std::vector<std::string> hosts;  // subject alternative names: DNS names and IPv4 addresses, checked by the caller
};

struct Issuer {
  const X509& certificate;
  EVP_PKEY& key;
};

// The serial number is random (127 bits). Throws std::runtime_error if OpenSSL fails.
[[nodiscard]] identity::Certificate make_self_signed(const CertificateText& text, EVP_PKEY& key);
[[nodiscard]] identity::Certificate make_signed(const CertificateText& text, EVP_PKEY& subject_key,
                                                const Issuer& issuer);

}  // namespace liftguard::signer
