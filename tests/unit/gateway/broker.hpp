// A real mosquitto with the configuration that ships (deploy/mosquitto), its keys from the real authority.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "common/base/clock.hpp"
#include "common/mqtt/client.hpp"
#include "gateway/config.hpp"
#include "gateway/signer/revoking.hpp"

namespace liftguard::gateway::testing {

// Throws std::runtime_error when it does not come up.
class Broker {
 public:
  explicit Broker(const std::filesystem::path& folder);
  ~Broker();
  Broker(const Broker&) = delete;
  Broker& operator=(const Broker&) = delete;

  void start();
  void kill_nine();
  void revoke(const std::vector<signer::RevokedBox>& boxes, UtcTime now) const;
  void reread() const;  // SIGHUP
  void forget();        // removes what it had saved; while it is down

  [[nodiscard]] mqtt::Tls service_tls() const;
  [[nodiscard]] mqtt::Tls box_tls(const std::string& monitor) const;  // made on first use
  [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }
  [[nodiscard]] std::string services_uri() const;
  [[nodiscard]] std::string boxes_uri() const;
  [[nodiscard]] std::uint16_t services_port() const { return services_port_; }

 private:
  void write_configuration() const;

  std::filesystem::path folder_;
  std::uint16_t boxes_port_;
  std::uint16_t services_port_;
  pid_t process_ = -1;
};

[[nodiscard]] std::uint16_t free_port();

}  // namespace liftguard::gateway::testing
