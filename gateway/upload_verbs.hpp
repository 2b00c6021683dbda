// The verb `uploads` of liftguard-gateway: who is told of what, what waits, and what a person decides about an upload
// of which nobody knows whether it arrived. They run beside the gateway that serves, on the same database.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include <CLI/CLI.hpp>

#include "gateway/config.hpp"

namespace liftguard::gateway {

class UploadVerbs {
 public:
  explicit UploadVerbs(CLI::App& app);

  [[nodiscard]] bool parsed() const;

  // Exit statuses: 0 done, 3 refused. Throws what storage throws.
  enum Exit : int { kDone = 0, kRefused = 3 };
  [[nodiscard]] int run(const Config& config) const;

 private:
  [[nodiscard]] int list(const Config& config) const;
  [[nodiscard]] int show(const Config& config) const;
  [[nodiscard]] int decide(const Config& config) const;
  [[nodiscard]] int load(const Config& config) const;
  [[nodiscard]] int list_receivers(const Config& config) const;
  [[nodiscard]] int list_codes(const Config& config) const;
  [[nodiscard]] int read_code(const Config& config) const;

  CLI::App* uploads_;
  CLI::App *list_ = nullptr, *show_ = nullptr, *resend_ = nullptr, *settle_ = nullptr, *load_ = nullptr;
  CLI::App *receivers_ = nullptr, *codes_ = nullptr;

  std::string receiver_, state_, verdict_, reason_, by_, dialect_, code_;
  std::filesystem::path file_;
  std::int64_t id_ = 0;
  int limit_ = 100;
};

}  // namespace liftguard::gateway
