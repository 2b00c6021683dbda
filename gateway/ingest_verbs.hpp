// The verbs of liftguard-gateway that show what ingest keeps: `gaps` (which boxes' numbers have holes), `raw` (the bulk
// lane of one box as it came) and `blind` (which boxes watch nothing, why, and for how long).
#pragma once

#include <string>

#include <CLI/CLI.hpp>

#include "gateway/config.hpp"

namespace liftguard::gateway {

class IngestVerbs {
 public:
  explicit IngestVerbs(CLI::App& app);

  [[nodiscard]] bool parsed() const { return gaps_->parsed() || raw_->parsed() || blind_->parsed(); }

  // Exit statuses: 0 listed, 3 there is nothing of that box. Throws what storage throws.
  enum Exit : int { kDone = 0, kNothing = 3 };
  [[nodiscard]] int run(const Config& config) const;

 private:
  [[nodiscard]] int list_gaps(const Config& config) const;
  [[nodiscard]] int print_raw(const Config& config) const;
  [[nodiscard]] int list_blind(const Config& config) const;

  CLI::App* gaps_;
  CLI::App* raw_;
  CLI::App* blind_;
  std::string monitor_;
  int limit_ = 100;
};

}  // namespace liftguard::gateway
