// Lines as switch readings: each edge at once, and every state again twice a second, read anew, since a switch that is
// not heard for 5 s counts as lost (DV-19 wants it once a second). Lines that fail give nothing and are opened again.
#pragma once

#include <optional>

#include "common/base/clock.hpp"
#include "firmware/port/linux/hardware/lines.hpp"

namespace liftguard::port {

class SwitchLines {
 public:
  using Give = std::function<void(engine::SwitchReading)>;

  SwitchLines(std::vector<LineOptions> options, OpenLines open)
      : options_(std::move(options)), open_(std::move(open)) {}

  // Empty while they are closed.
  [[nodiscard]] std::vector<int> fds() const { return lines_ ? lines_->fds() : std::vector<int>{}; }

  void step(SteadyTime now, const Give& give);

 private:
  static constexpr std::chrono::milliseconds kRepeat{500};
  static constexpr std::chrono::seconds kRetry{1};
  static_assert(kRetry >= kRepeat);  // lines that are opened again give their states at once

  void try_open(SteadyTime now);
  [[nodiscard]] Result<void> give_edges(const Give& give);
  [[nodiscard]] Result<void> give_states(SteadyTime now, const Give& give);
  void close(SteadyTime now, const Refusal& why);

  std::vector<LineOptions> options_;
  OpenLines open_;
  std::unique_ptr<Lines> lines_;
  std::optional<SteadyTime> repeated_;
  SteadyTime next_attempt_{};
  std::string complaint_;  // the last one that was logged
};

}  // namespace liftguard::port
