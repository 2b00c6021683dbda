// Reading when something ends, out of a file or from a server that shows its certificate.
#pragma once

#include <optional>
#include <string>

#include "common/base/clock.hpp"

namespace liftguard::gateway::expiry {

// Of the certificate or revocation list in a PEM file: of the one that ends first, where it holds several (authorities
// of which the old one is still trusted, fault row E11). None for a file that cannot be read or holds none.
[[nodiscard]] std::optional<UtcTime> end_of_file(const std::string& file);

struct Server {
  std::string host{};
  std::string port{};
};

// Of the certificate that a TLS server shows to whoever connects; it is not judged otherwise. None where nobody answers
// within five seconds.
[[nodiscard]] std::optional<UtcTime> end_of_server(const Server& server);

}  // namespace liftguard::gateway::expiry
