// The verbs `revoke` and `revoked` of liftguard-gateway: a box that was stolen is believed nothing any more. Who may
// run them is who may read the gateway's configuration on its host.
#pragma once

#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "gateway/config.hpp"

namespace liftguard::gateway {

class RevokeVerb {
 public:
  explicit RevokeVerb(CLI::App& app);

  [[nodiscard]] bool parsed() const { return revoke_->parsed() || revoked_->parsed(); }

  // Exit statuses: 0 done, 3 refused. Throws what storage throws.
  enum Exit : int { kDone = 0, kRefused = 3 };
  [[nodiscard]] int run(const Config& config) const;

 private:
  [[nodiscard]] int revoke(const Config& config) const;
  [[nodiscard]] int list(const Config& config) const;

  CLI::App *revoke_, *revoked_;
  std::string monitor_, since_, reason_, by_;
  std::vector<std::string> serials_;
};

}  // namespace liftguard::gateway
