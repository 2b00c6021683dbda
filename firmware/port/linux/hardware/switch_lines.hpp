// Lines as switch readings: each edge at once, and every state again twice a second, read anew, since a switch that is
// not heard for 5 s counts as lost (DV-19 wants it once a second). A line that fails gives nothing and is opened again;
// the others go on: a door contact that is missing takes no alarm button with it.
#pragma once

#include <optional>

#include "common/base/clock.hpp"
#include "firmware/port/linux/hardware/lines.hpp"

namespace liftguard::port {

class SwitchLines {
 public:
  using Give = std::function<void(engine::SwitchReading)>;

  SwitchLines(const std::vector<LineOptions>& options, OpenLine open);

  [[nodiscard]] std::vector<int> fds() const;  // of those that are open

  void step(SteadyTime now, const Give& give);

 private:
  static constexpr std::chrono::milliseconds kRepeat{500};
  static constexpr std::chrono::seconds kRetry{1};
  static_assert(kRetry >= kRepeat);  // a line that is opened again gives its state at once

  struct One {
    LineOptions options;
    std::unique_ptr<Line> line{};  // none: closed
    std::optional<SteadyTime> repeated{};
    SteadyTime next_attempt{};
    std::string complaint{};  // the last one that was logged
  };

  [[nodiscard]] Result<void> step(One& one, SteadyTime now, const Give& give);
  [[nodiscard]] static Result<void> give_state(One& one, SteadyTime now, const Give& give);
  static void close(One& one, SteadyTime now, const Refusal& why);

  OpenLine open_;
  std::vector<One> switches_;
};

}  // namespace liftguard::port
