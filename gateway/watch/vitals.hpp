// Which threads of the gateway are watched, and whether all of them make progress (fault row B19). The service manager
// is told as long as they do, and ends and restarts a gateway of which it hears nothing.
#pragma once

#include <mutex>
#include <optional>
#include <string>

#include "common/base/clock.hpp"
#include "common/watchdog/watchdog.hpp"

namespace liftguard::gateway::watch {

// Longer than the busy timeout of the database, for which a healthy writer may wait twice in a turn.
inline constexpr Milliseconds kLongestSilence = std::chrono::seconds{15};

class Vitals {
 public:
  // `longest_silence`: between two turns of a healthy thread. Speaks to the service manager that the environment names;
  // where that one is less patient than twice this, a thread has half of its limit.
  explicit Vitals(const SteadyClock& clock, Milliseconds longest_silence = kLongestSilence);

  // Before the first step. Lives as long as this.
  [[nodiscard]] watchdog::Progress& watch(std::string name);

  // Every second, from one thread: judges, and tells the service manager.
  void step();
  void stopping() { watchdog_.stopping(); }

  // Any thread: who is stuck, in words; empty when all make progress.
  [[nodiscard]] std::string trouble() const;

 private:
  [[nodiscard]] bool all_began() const;

  watchdog::Watchdog watchdog_;
  Milliseconds longest_silence_;
  const SteadyClock& clock_;
  SteadyTime began_;
  std::vector<std::pair<std::string, watchdog::Progress*>> threads_;
  bool started_ = false;

  mutable std::mutex mutex_;
  std::string trouble_;
};

}  // namespace liftguard::gateway::watch
