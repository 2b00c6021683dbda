// Certificates for boxes that exist only here, signed with the key of a test's own authority. All share one key: making
// ten thousand would take longer than the test. Never point this at the authority of real boxes.
#pragma once

#include <filesystem>
#include <string>

#include "common/base/clock.hpp"
#include "common/identity/openssl.hpp"
#include "simulators/fleet/mqtt/tls_socket.hpp"

namespace liftguard::fleet {

class Identities {
 public:
  // `authority`: the folder of boxes-ca with ca.crt and ca.key (liftguard-signer init). Throws std::runtime_error.
  Identities(const std::filesystem::path& authority, UtcTime now);

  // Valid for 30 days. Any thread.
  [[nodiscard]] mqtt::Credentials make(const std::string& monitor) const;

 private:
  identity::Certificate issuer_;
  identity::Key issuer_key_;
  identity::Key key_;
  UtcTime now_;
};

}  // namespace liftguard::fleet
