// The box's own watchdog: which threads it judges, and how long each may be silent. Fed only while all of them do what
// they are for; a box that hangs is then ended and started anew by the service manager.
#pragma once

#include "common/base/clock.hpp"
#include "common/watchdog/watchdog.hpp"

namespace liftguard::monitor {

class Watching {
 public:
  using Progress = watchdog::Progress;

  // As the environment says. One that cannot be understood is logged and listened to by nobody: a box that does not
  // start saves no one. Without a service manager it watches all the same, and logs. The clock must outlive it.
  explicit Watching(const SteadyClock& clock);

  // To be counted up by any thread.
  [[nodiscard]] Progress& sensing() { return sensing_; }
  [[nodiscard]] Progress& network() { return network_; }
  [[nodiscard]] Progress& chores() { return chores_; }

  // From one thread, every second or so. The program is ready, and its threads are judged from then on, once each of
  // them has done something.
  void step();
  // An orderly end begins.
  void stopping() const { watchdog_.stopping(); }

 private:
  Watching(const SteadyClock& clock, std::chrono::microseconds limit);

  void start_if_ready();

  watchdog::Watchdog watchdog_;
  Progress& sensing_;
  Progress& network_;
  Progress& chores_;
  bool started_ = false;
};

}  // namespace liftguard::monitor
