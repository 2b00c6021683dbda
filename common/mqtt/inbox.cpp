#include "common/mqtt/inbox.hpp"

#include <utility>

namespace liftguard::mqtt {

void Inbox::offer(Item item) noexcept {
  const bool is_message = std::holds_alternative<Message>(item.what);
  {
    const std::lock_guard lock(mutex_);
    if (is_message && messages_ >= max_messages_) {
      ++dropped_;
      return;
    }
    if (is_message) ++messages_;
    items_.push_back(std::move(item));
  }
  changed_.notify_one();
}

std::optional<Item> Inbox::wait(std::chrono::microseconds patience) {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, patience, [this] { return woken_ || !items_.empty(); });
  woken_ = false;
  if (items_.empty()) return std::nullopt;
  auto item = std::move(items_.front());
  items_.pop_front();
  if (std::holds_alternative<Message>(item.what)) --messages_;
  return item;
}

void Inbox::wake() {
  {
    const std::lock_guard lock(mutex_);
    woken_ = true;
  }
  changed_.notify_one();
}

std::uint64_t Inbox::dropped() const {
  const std::lock_guard lock(mutex_);
  return dropped_;
}

}  // namespace liftguard::mqtt
