// May the watchdog be fed? Only when every thread has made progress since it was fed last, and none has been silent
// for longer than it may. A thread that turns in circles does not count as alive: each counts what it has done, not
// that it ran. Pure: times and counts are handed in.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "common/base/clock.hpp"
#include "common/base/result.hpp"

namespace liftguard::watchdog {

struct Watched {
  std::string name;
  std::chrono::microseconds longest_silence;  // between two steps of a healthy thread
};

enum class Verdict : std::uint8_t {
  not_due,  // fed lately
  waiting,  // a thread has yet to make progress, and still may take its time
  stuck,    // a thread has been silent for too long
  feed,
};

class Feeding {
 public:
  // `limit`: what the supervisor waits before it kills (WatchdogSec). Refusal "bad_watchdog": no thread, a limit
  // below 1 s, or a thread whose longest silence is not within half of the limit, for it would be killed in health.
  [[nodiscard]] static Result<Feeding> of(std::vector<Watched> threads, std::chrono::microseconds limit,
                                          SteadyTime now);

  // `progress`: a count a thread, in the order of the threads; any change is progress.
  [[nodiscard]] Verdict look(std::span<const std::uint64_t> progress, SteadyTime now);

  // After `feed`, when the supervisor has been told.
  void fed(SteadyTime now);

  // The first thread that look() found to be stuck; none otherwise.
  [[nodiscard]] const std::optional<std::string>& stuck() const { return stuck_; }

 private:
  struct Thread {
    Watched watched;
    std::uint64_t count = 0;
    SteadyTime moved;
    bool since_feeding = false;
  };
  Feeding() = default;

  std::vector<Thread> threads_;
  std::chrono::microseconds interval_{};  // a quarter of the limit
  SteadyTime fed_{};
  std::optional<std::string> stuck_;
};

}  // namespace liftguard::watchdog
