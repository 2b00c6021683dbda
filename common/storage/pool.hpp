// The connections of one process: one that writes, some that read, one for the clock and the version. Thread-safe.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <semaphore>
#include <vector>

#include "common/storage/connection.hpp"

namespace liftguard::storage {

class Pool {
 public:
  using Connect = std::function<std::unique_ptr<Connection>()>;

  Pool(Connect connect, const Options& options);

  Connection& take_writer();  // waits at most the busy timeout; throws Busy
  Connection& take_reader();
  void give_back(Connection& connection) noexcept;

  // The connection that nobody holds for longer than a call.
  template <class Body>
  auto with_utility(Body&& body) {
    const std::scoped_lock lock(utility_mutex_);
    return body(*utility_);
  }

 private:
  Connect connect_;
  Milliseconds busy_timeout_;
  std::size_t kept_readers_;

  std::unique_ptr<Connection> writer_;
  std::binary_semaphore writer_free_{1};  // a semaphore and not a mutex: a transaction may end in another thread

  std::mutex readers_mutex_;
  std::vector<std::unique_ptr<Connection>> idle_;
  std::vector<std::unique_ptr<Connection>> lent_;

  std::mutex utility_mutex_;
  std::unique_ptr<Connection> utility_;
};

}  // namespace liftguard::storage
