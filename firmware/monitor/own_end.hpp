// The end that the program chooses for itself: for settings, a command, the end of safe mode, a new image. The first
// choice is the only one: each is followed by something else (a new monitor, the boot stage), and none may be
// overwritten by another that did not know of it. Whoever came too late asks again after the start.
#pragma once

#include <atomic>

#include "firmware/monitor/boot_history.hpp"
#include "firmware/monitor/store.hpp"

namespace liftguard::monitor {

// Any thread.
class OwnEnd {
 public:
  // The store must outlive it.
  explicit OwnEnd(Store& store) : store_(store) {}

  // True: this is what it ends for. Whoever calls it has seen to it that nothing is lost by it.
  bool choose(RunEnd end);

  // The same, but never while an alarm is open or the car is on its way (too_busy_to_end()).
  bool choose_if_idle(RunEnd end);

  [[nodiscard]] RunEnd chosen() const { return chosen_; }  // none: it goes on

 private:
  Store& store_;
  std::atomic<RunEnd> chosen_ = RunEnd::none;
};

}  // namespace liftguard::monitor
