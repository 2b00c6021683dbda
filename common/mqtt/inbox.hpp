// A bounded Sink with a waiting consumer, for programs with one thread behind one client.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>

#include "common/mqtt/client.hpp"

namespace liftguard::mqtt {

class Inbox final : public Sink {
 public:
  explicit Inbox(std::size_t max_messages) : max_messages_(max_messages) {}

  // Messages above the bound are dropped and counted. What is said about the connection is always kept: it is bounded
  // by what its user asked for.
  void offer(Item item) noexcept override;

  // The next item; null after `patience` or when woken.
  [[nodiscard]] std::optional<Item> wait(std::chrono::microseconds patience);
  void wake();  // any thread; a wake before the wait counts

  [[nodiscard]] std::uint64_t dropped() const;

 private:
  const std::size_t max_messages_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Item> items_;
  std::size_t messages_ = 0;
  std::uint64_t dropped_ = 0;
  bool woken_ = false;
};

}  // namespace liftguard::mqtt
