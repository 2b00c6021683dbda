// The connections of one process: one that writes, some that read, one for the clock and the version. Thread-safe.
//
// A connection whose server went away is replaced when it is wanted the next time.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "common/storage/connection.hpp"
#include "common/storage/turns.hpp"
#include "common/storage/witness.hpp"

namespace liftguard::storage {

class Pool {
 public:
  using Connect = std::function<std::unique_ptr<Connection>()>;

  Pool(Connect connect, const Options& options);

  // From now on every new connection is tried so before it is used: it throws when it leads to another database than
  // the ones before it. Before other threads use the pool.
  using Trial = std::function<void(Connection& fresh)>;
  void try_with(Trial trial) { trial_ = std::move(trial); }

  // Wait at most the busy timeout each; throw Busy, and what connecting throws. The transaction has begun. Writers come
  // in the order in which they asked, however soon one of them asks again.
  Connection& begin_writer();
  Connection& begin_reader();
  void give_back(Connection& connection) noexcept;

  // After each commit; `newest`: the last change in it, where there is one.
  void note_commit(const std::optional<CommittedChange>& newest) {
    if (newest) witness_.note(*newest);
    ++commits_;
  }
  [[nodiscard]] Witness& witness() { return witness_; }

  // How many write transactions this process has committed: news of them from the server may come a moment later.
  [[nodiscard]] std::int64_t commits() const { return commits_; }

  // The connection that nobody holds for longer than a call. `body` may run twice: it must only ask.
  template <class Body>
  auto with_utility(Body&& body) {
    const std::scoped_lock lock(utility_mutex_);
    renew(utility_);
    try {
      return body(*utility_);
    } catch (const Busy&) {
      if (utility_->usable()) throw;
    }
    renew(utility_);
    return body(*utility_);
  }

 private:
  void renew(std::unique_ptr<Connection>& connection) const;  // if it is not usable any more
  void begin(std::unique_ptr<Connection>& connection, Access access) const;
  std::unique_ptr<Connection> take_reader();  // idle, or none; counts it as lent

  Connect connect_;
  Trial trial_;
  Milliseconds busy_timeout_;
  std::size_t kept_readers_, most_readers_;

  Witness witness_;
  std::atomic<std::int64_t> commits_{0};
  std::unique_ptr<Connection> writer_;
  Turns writer_turns_;

  std::mutex readers_mutex_;
  std::condition_variable reader_free_;
  std::vector<std::unique_ptr<Connection>> idle_;
  std::vector<std::unique_ptr<Connection>> lent_;
  std::size_t readers_out_ = 0;  // lent, and being made

  std::mutex utility_mutex_;
  std::unique_ptr<Connection> utility_;
};

}  // namespace liftguard::storage
