// What the box does besides sensing and talking, in a thread of its own because it may be slow: updates, health,
// certificates. A part is a step that is called about once a second, in the order of adding.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "common/base/clock.hpp"

namespace liftguard::monitor {

class Chores {
 public:
  using Step = std::function<void()>;

  // Before the first step(). `step` does what is due and returns within 5 s: longer work is done in pieces, for the
  // watchdog waits for all (docs/box.md). What it throws is logged, and it is called again; journal::DeviceError ends
  // the program.
  void add(std::string name, Step step);

  // One round: waits until the next second and calls every part. Throws journal::DeviceError.
  void step();

  void wake();  // any thread: the next round begins at once

 private:
  static constexpr std::chrono::seconds kEvery{1};

  struct Part {
    std::string name;
    Step step;
    std::string complaint;  // the last one that was logged
  };
  static void call(Part& part);

  std::vector<Part> parts_;
  std::mutex mutex_;
  std::condition_variable condition_;
  bool woken_ = false;  // under the mutex
};

}  // namespace liftguard::monitor
