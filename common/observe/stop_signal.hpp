// SIGTERM and SIGINT as something a main can wait for, instead of a handler that interrupts it.
#pragma once

#include <chrono>

namespace liftguard::observe {

// Made before the first thread starts, so that every thread inherits the blocked mask; SIGPIPE is ignored from then on.
class StopSignal {
 public:
  StopSignal();

  // True once a stop was asked for; waits for it at most `patience`.
  [[nodiscard]] bool wait_for(std::chrono::milliseconds patience);

 private:
  bool stopped_ = false;
};

}  // namespace liftguard::observe
