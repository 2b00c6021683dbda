// Whose turn it is, in the order in which it was asked for. Thread-safe.
//
// A mutex or a semaphore lets a thread that has just let go take hold again before the one it woke has run: a busy
// writer with no gap then keeps every other out. Here the turn is handed over, and nobody comes between.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <list>
#include <mutex>

namespace liftguard::storage {

class Turns {
 public:
  // False: it was not had in time, and nothing is left behind.
  [[nodiscard]] bool take(std::chrono::microseconds timeout);

  // By whoever has the turn, in whichever thread.
  void pass() noexcept;

  [[nodiscard]] std::size_t waiting() const;

 private:
  struct Waiter {
    std::condition_variable called;
    bool has_turn = false;
  };

  mutable std::mutex mutex_;
  bool taken_ = false;  // stays so when the turn goes from one to the next
  std::list<Waiter> waiters_;
};

}  // namespace liftguard::storage
