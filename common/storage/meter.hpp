// What a process's write transactions cost, for whoever measures it. Called on the writing threads, after the fact.
#pragma once

#include <chrono>
#include <functional>

namespace liftguard::storage {

struct Meter {
  std::function<void(std::chrono::microseconds waited)> began;  // for the one writer's lock
  // `held`: from begin to the end of the commit; `commit`: the commit alone, which is the disk's part.
  std::function<void(std::chrono::microseconds held, std::chrono::microseconds commit)> committed;
  std::function<void()> busy;  // begin() gave up
};

}  // namespace liftguard::storage
