#include "common/storage/turns.hpp"

namespace liftguard::storage {

bool Turns::take(std::chrono::microseconds timeout) {
  std::unique_lock lock(mutex_);
  if (!taken_) return taken_ = true;
  const auto self = waiters_.emplace(waiters_.end());
  const bool had = self->called.wait_for(lock, timeout, [&] { return self->has_turn; });
  waiters_.erase(self);
  return had;
}

// Called under the lock, because the waiter's place may go as soon as the lock is let go.
void Turns::pass() noexcept {
  const std::scoped_lock lock(mutex_);
  if (waiters_.empty()) {
    taken_ = false;
    return;
  }
  waiters_.front().has_turn = true;
  waiters_.front().called.notify_one();
}

std::size_t Turns::waiting() const {
  const std::scoped_lock lock(mutex_);
  return waiters_.size();
}

}  // namespace liftguard::storage
