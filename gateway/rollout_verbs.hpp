// The verbs `image`, `images`, `rollout` and `rollouts` of liftguard-gateway: firmware is taken in, sent out in stages,
// halted. They run beside the gateway that serves, on the same database.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include <CLI/CLI.hpp>

#include "gateway/config.hpp"
#include "gateway/rollout/conduct.hpp"

namespace liftguard::gateway {

class RolloutVerbs {
 public:
  explicit RolloutVerbs(CLI::App& app);

  [[nodiscard]] bool parsed() const;

  // Exit statuses: 0 done, 3 refused. Throws what storage throws.
  enum Exit : int { kDone = 0, kRefused = 3 };
  [[nodiscard]] int run(const Config& config) const;

 private:
  [[nodiscard]] int add(const Config& config) const;
  [[nodiscard]] int list_images(const Config& config) const;
  [[nodiscard]] int start(const Config& config) const;
  [[nodiscard]] int decide(const Config& config, Decision decision) const;
  [[nodiscard]] int list_rollouts(const Config& config) const;
  [[nodiscard]] RolloutLimits limits() const;

  CLI::App *image_, *images_, *rollout_, *rollouts_;
  CLI::App *start_ = nullptr, *resume_ = nullptr, *halt_ = nullptr, *cancel_ = nullptr;

  std::filesystem::path file_;
  std::optional<std::filesystem::path> keys_;
  std::int64_t id_ = 0;
  std::string by_;
  double crash_free_ = 99.0, tried_ = 80.0;  // %
  std::uint32_t judged_from_ = RolloutLimits{}.judged_from;
  std::int64_t soak_min_ = std::chrono::duration_cast<std::chrono::minutes>(RolloutLimits{}.soak).count();
  int limit_ = 20;
};

}  // namespace liftguard::gateway
