// One client's stream of Server-Sent Events: what is waiting to be written to it, bounded (fault row F9).
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "platform/http/message.hpp"

namespace liftguard::http {

// The text of one event. `data` is one line (JSON has no line breaks).
[[nodiscard]] std::string format_event(std::string_view event, std::int64_t id, std::string_view data);

// Thread-safe: producers push, the connection takes. Once closed it stays closed.
class EventStream {
 public:
  static constexpr std::size_t kMostWaitingBytes = 1024 * 1024;

  enum class State : std::uint8_t {
    open,
    ended,  // by us: what waits is still written
    cut,    // at once: the reader is too slow, or gone
  };

  // False when the stream is closed, also when this very message made it overflow. Bytes handed to the connection count
  // until written() says so.
  bool push(Body message);
  void end();
  void cut();  // the connection is gone, or must go at once

  [[nodiscard]] State state() const;

  // For the connection. `wake` is called after every push and when the stream ends, from any thread; it must not block
  // nor call the stream. Once on_wake has returned, the one before is not called any more.
  void on_wake(std::function<void()> wake);
  [[nodiscard]] std::vector<Body> take();
  void written(std::size_t bytes);

 private:
  void close_as(State state);

  mutable std::mutex mutex_;
  std::deque<Body> waiting_;
  std::size_t bytes_ = 0;  // waiting and being written
  State state_ = State::open;
  std::function<void()> wake_;
};

}  // namespace liftguard::http
