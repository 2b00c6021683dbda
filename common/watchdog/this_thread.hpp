// The running thread and what it is watched by. A loop says turned() at the end of each of its turns, and need not know
// whether anybody counts them.
#pragma once

#include <functional>

#include "common/watchdog/watchdog.hpp"

namespace liftguard::watchdog {

// From here to its end the thread's turns are counted in `progress`. `at_each_turn` is called before a turn counts:
// where a test may hold the thread. One a thread at a time.
class Counted {
 public:
  explicit Counted(Progress& progress, std::function<void()> at_each_turn = {});
  ~Counted();
  Counted(const Counted&) = delete;
  Counted& operator=(const Counted&) = delete;

 private:
  friend void turned();
  Progress& progress_;
  std::function<void()> at_each_turn_;
};

// A turn of this thread's loop has ended: it has done what it had to, or seen that there was nothing. Does nothing in a
// thread that is not counted.
void turned();

}  // namespace liftguard::watchdog
