// The newest messages, kept so that a browser that lost its connection gets what it missed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "platform/live/message.hpp"

namespace liftguard::live {

// Not thread-safe.
class Backlog {
 public:
  // `start`: the number of the last change before the first message that will be added.
  Backlog(std::int64_t start, std::size_t most_bytes) : from_(start), newest_(start), most_bytes_(most_bytes) {}

  void add(Message message);  // numbers rise
  [[nodiscard]] std::int64_t newest() const { return newest_; }

  // What a reader in `scope` missed after `seq`, oldest first; none when that is not known any more (or never was: a
  // number from another database), or is more than `most_bytes`.
  [[nodiscard]] std::optional<std::vector<http::Body>> after(std::int64_t seq,
                                                             const std::optional<dispatch::Scope>& scope,
                                                             std::size_t most_bytes) const;

 private:
  std::deque<Message> messages_;
  std::int64_t from_;  // changes up to this one are no longer here
  std::int64_t newest_;
  std::size_t bytes_ = 0;
  std::size_t most_bytes_;
};

}  // namespace liftguard::live
