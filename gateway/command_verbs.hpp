// The verbs `command` and `commands` of liftguard-gateway: tell a box to do something, and see what became of it. They
// run beside the gateway that serves, on the same database.
#pragma once

#include <chrono>
#include <filesystem>
#include <string>

#include <CLI/CLI.hpp>

#include "gateway/config.hpp"

namespace liftguard::gateway {

class CommandVerbs {
 public:
  explicit CommandVerbs(CLI::App& app);

  [[nodiscard]] bool parsed() const { return command_->parsed() || commands_->parsed(); }

  // Exit statuses: 0 issued, or answered with `done` where an answer is waited for; 3 refused, nothing was sent; 4
  // answered, but not done; 5 no answer in time. Throws what storage throws.
  enum Exit : int { kDone = 0, kRefused = 3, kNotDone = 4, kNoAnswer = 5 };
  [[nodiscard]] int run(const Config& config) const;

 private:
  [[nodiscard]] int issue(const Config& config) const;
  [[nodiscard]] int list(const Config& config) const;

  CLI::App* command_;
  CLI::App* commands_;
  CLI::App* configure_ = nullptr;
  CLI::App* clip_ = nullptr;
  CLI::App* test_ = nullptr;
  CLI::App* identify_ = nullptr;
  CLI::App* reboot_ = nullptr;

  std::string monitor_;
  std::string by_;  // who asks
  std::int64_t valid_s_ = 24 * 3600;
  std::int64_t wait_s_ = 0;
  std::filesystem::path file_;
  std::string when_;
  std::uint32_t seconds_ = 30;
  int limit_ = 100;
};

}  // namespace liftguard::gateway
