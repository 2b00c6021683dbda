// A sign of life for a watcher outside (fault row J5): as long as every thread makes progress and alarms can be taken,
// a file gets the time and an address is called. When it stops, somebody pages somebody (docs/operators.md).
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>

#include "common/base/clock.hpp"
#include "gateway/watch/vitals.hpp"

namespace liftguard::gateway::watch {

struct HeartbeatOptions {
  std::optional<std::filesystem::path> file{};  // renamed into place at every beat; its contents are the time
  std::string url{};                            // http or https: a GET at every beat; empty: none
  Milliseconds every{10'000};
  Milliseconds patience{60'000};  // so long alarms may not be taken (a locked database) before it stops
};

class Heartbeat {
 public:
  // `vitals` is stepped here, on this thread, once a second. References are kept.
  Heartbeat(HeartbeatOptions options, Vitals& vitals, const SteadyClock& steady,
            std::function<std::string()> not_ready);
  ~Heartbeat();
  Heartbeat(const Heartbeat&) = delete;
  Heartbeat& operator=(const Heartbeat&) = delete;

  void run(const std::stop_token& stop);

  // One look: true when it beat; never waits for anybody. What run() does each second, for tests.
  bool turn();

  // What run() does between two looks: the call to the address goes on meanwhile.
  void wait(const std::stop_token& stop, Milliseconds patience);

 private:
  class Caller;  // of the address

  [[nodiscard]] std::string why_not();
  void beat();
  void write_file();

  HeartbeatOptions options_;
  Vitals& vitals_;
  const SteadyClock& steady_;
  std::function<std::string()> not_ready_;
  std::unique_ptr<Caller> caller_;
  std::optional<SteadyTime> last_;
  std::optional<SteadyTime> unready_since_;
  std::string told_;  // why it stopped, as the log has it
};

}  // namespace liftguard::gateway::watch
