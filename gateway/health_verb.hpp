// The verb `health` of liftguard-gateway: how the boxes are, by their own word.
#pragma once

#include <string>

#include <CLI/CLI.hpp>

#include "gateway/config.hpp"

namespace liftguard::gateway {

class HealthVerb {
 public:
  explicit HealthVerb(CLI::App& app);

  [[nodiscard]] bool parsed() const { return health_->parsed(); }

  // Exit statuses: 0 listed, 3 nothing is known of that monitor. Throws what storage throws.
  enum Exit : int { kDone = 0, kUnknown = 3 };
  [[nodiscard]] int run(const Config& config) const;

 private:
  CLI::App* health_;
  std::string monitor_;  // empty: all
  bool found_ = false;   // only those with something wrong
  int limit_ = 100;
};

}  // namespace liftguard::gateway
