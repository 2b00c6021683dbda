// A program's watchdog: threads count their progress here, one looks and feeds the supervisor, who kills and
// restarts what is not fed. Where nobody supervises it watches all the same, and logs.
#pragma once

#include <atomic>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "common/watchdog/feeding.hpp"
#include "common/watchdog/notify.hpp"

namespace liftguard::watchdog {

// A thread's count of what it has really done: samples looked at, messages handled, a turn of its loop that ended.
class Progress {
 public:
  void made() { count_.fetch_add(1, std::memory_order_relaxed); }
  [[nodiscard]] std::uint64_t count() const { return count_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::uint64_t> count_{0};
};

class Watchdog {
 public:
  // `limit`: of watchdog_limit(); without one, what an unsupervised box is judged by.
  Watchdog(Notifier notifier, std::chrono::microseconds limit, const SteadyClock& clock)
      : notifier_(std::move(notifier)), limit_(limit), clock_(clock) {}

  // Before start(), from one thread. The counter lives as long as the watchdog and may be used from any thread.
  [[nodiscard]] Progress& watch(std::string name, std::chrono::microseconds longest_silence);

  // READY=1; from now on the threads are judged. Refusal "bad_watchdog" of Feeding::of.
  [[nodiscard]] Result<void> start(std::string_view status);

  // At least every quarter of the limit, from one thread. Sends WATCHDOG=1 when Feeding allows; a datagram that is not
  // taken is sent again at the next step. Returns what it found.
  Verdict step(std::string_view status);

  // The thread that the last step found to be stuck; none when all make progress.
  [[nodiscard]] const std::optional<std::string>& stuck() const { return stuck_; }

  // STOPPING=1: an orderly end is under way.
  void stopping() const { (void)notifier_.stopping(); }

 private:
  struct Entry {
    Watched watched;
    Progress progress;
  };

  Notifier notifier_;
  std::chrono::microseconds limit_;
  const SteadyClock& clock_;
  std::deque<Entry> entries_;  // never moves what it holds
  std::optional<Feeding> feeding_;
  std::optional<std::string> stuck_;
};

}  // namespace liftguard::watchdog
