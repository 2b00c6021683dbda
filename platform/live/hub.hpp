// All open live streams, and what goes to whom. Nothing here reads orders from the database: a message is made once
// (feed.hpp) and filtered in memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "common/base/clock.hpp"
#include "common/dispatch/views.hpp"
#include "platform/accounts/store.hpp"
#include "platform/http/event_stream.hpp"
#include "platform/live/backlog.hpp"

namespace liftguard::live {

struct HubOptions {
  std::size_t backlog_bytes = 4 * 1024 * 1024;
  std::size_t most_replayed_bytes = 512 * 1024;  // leaves room in a stream's own bound; beyond it the page refetches
  std::size_t most_streams = 2048;
  std::size_t most_streams_per_account = 32;
};

struct Subscriber {
  AccountId account{};
  std::optional<dispatch::Scope> scope{};
  std::string session_token{};
};

// Thread-safe.
class Hub {
 public:
  Hub(std::int64_t newest_change, const HubOptions& options);

  // A stream that begins with what was missed after `last_seen` (or `resync`), and `hello`. None when there are too
  // many.
  [[nodiscard]] std::shared_ptr<http::EventStream> subscribe(const Subscriber& subscriber,
                                                             std::optional<std::int64_t> last_seen, UtcTime now);

  void publish(Message message);

  // Shows every reader that the connection lives, and moves its Last-Event-ID past changes that were not for it.
  void heartbeat();

  // H12. `scope_now` gives the scope of a session as it is now; none ends its streams. Called for each session once.
  using ScopeNow = std::function<std::optional<dispatch::Scope>(const std::string& session_token)>;
  void check_sessions(const ScopeNow& scope_now);

  [[nodiscard]] std::size_t streams() const;
  [[nodiscard]] std::int64_t newest() const;

 private:
  struct Entry {
    Subscriber subscriber;
    std::shared_ptr<http::EventStream> stream;
  };

  void drop_closed();
  [[nodiscard]] bool has_room_for(AccountId account) const;

  HubOptions options_;
  mutable std::mutex mutex_;
  Backlog backlog_;
  std::vector<Entry> entries_;
};

}  // namespace liftguard::live
