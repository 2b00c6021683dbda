// The threads of a gateway, which end together: with the stop, or with the first one whose end leaves alarms without
// what they need.
#pragma once

#include <atomic>
#include <exception>
#include <functional>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "gateway/fault_points.hpp"
#include "gateway/side_part.hpp"
#include "gateway/watch/vitals.hpp"

namespace liftguard::gateway {

// Side parts that are watched must get going again at once: a second between two beginnings at the most.
inline constexpr Milliseconds kWatchedWait = std::chrono::seconds{1};

class Threads {
 public:
  using Body = std::function<void(const std::stop_token&)>;

  // References are kept.
  Threads(watch::Vitals& vitals, const FaultPoints& faults, SidePartLinks links)
      : vitals_(vitals), faults_(faults), links_(std::move(links)) {}
  ~Threads() { stop(); }
  Threads(const Threads&) = delete;
  Threads& operator=(const Threads&) = delete;

  // Without which no alarm becomes a rescue: an exception ends all threads.
  void start(std::string name, Body body);

  // The same, its turns counted (fault row B19). Before the first look at the vitals.
  void start_watched(const std::string& name, Body body);

  // side_part.hpp. An exception ends all threads only where it is the database that failed.
  void start_side(const SidePartName& name, Body body);
  void start_watched_side(const SidePartName& name, Body body);

  [[nodiscard]] bool failed() const { return failed_; }

  // Stops and joins all; rethrows what ended one of them.
  void finish();

 private:
  [[nodiscard]] Body counted(const std::string& name, Body body);
  [[nodiscard]] Body guarded(const SidePartName& name, Body body, Milliseconds longest) const;
  void fail(std::exception_ptr error);
  void stop();

  watch::Vitals& vitals_;
  const FaultPoints& faults_;
  SidePartLinks links_;
  std::stop_source source_;
  std::mutex mutex_;
  std::exception_ptr error_;
  std::atomic<bool> failed_{false};
  std::vector<std::thread> threads_;
};

}  // namespace liftguard::gateway
