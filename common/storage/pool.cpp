#include "common/storage/pool.hpp"

#include <algorithm>

namespace liftguard::storage {

namespace {

constexpr Milliseconds kAtOnce{100};

}  // namespace

Pool::Pool(Connect connect, const Options& options)
    : connect_(std::move(connect)),
      busy_timeout_(options.busy_timeout),
      kept_readers_(options.readers),
      most_readers_(options.most_readers),
      witness_(options.behind),
      writer_(connect_()),
      utility_(connect_()) {
  idle_.reserve(kept_readers_);
  lent_.reserve(most_readers_);
}

void Pool::renew(std::unique_ptr<Connection>& connection) const {
  if (connection != nullptr && connection->usable()) return;
  auto fresh = connect_();
  if (trial_) trial_(*fresh);
  connection = std::move(fresh);
}

// A connection that died while it lay idle is found out by its next use, at once: nothing has happened in it yet. A
// server that gives no answer has cost its caller enough time.
void Pool::begin(std::unique_ptr<Connection>& connection, Access access) const {
  renew(connection);
  const SystemSteadyClock steady;
  const SteadyTime began = steady.now();
  try {
    return connection->begin(access);
  } catch (const Busy&) {
    if (connection->usable() || steady.now() - began > kAtOnce) throw;
  }
  renew(connection);
  connection->begin(access);
}

Connection& Pool::begin_writer() {
  if (!writer_turns_.take(busy_timeout_)) throw Busy("another thread holds the write transaction");
  try {
    begin(writer_, Access::write);
  } catch (...) {
    writer_turns_.pass();
    throw;
  }
  return *writer_;
}

Connection& Pool::begin_reader() {
  std::unique_ptr<Connection> reader = take_reader();
  try {
    begin(reader, Access::read);
  } catch (...) {
    const std::scoped_lock lock(readers_mutex_);
    --readers_out_;
    reader_free_.notify_one();
    throw;
  }
  const std::scoped_lock lock(readers_mutex_);
  return *lent_.emplace_back(std::move(reader));
}

std::unique_ptr<Connection> Pool::take_reader() {
  std::unique_lock lock(readers_mutex_);
  if (!reader_free_.wait_for(lock, busy_timeout_, [this] { return readers_out_ < most_readers_; }))
    throw Busy("all connections for reading are lent");
  ++readers_out_;
  if (idle_.empty()) return nullptr;
  auto reader = std::move(idle_.back());
  idle_.pop_back();
  return reader;
}

// Those lent for reading are looked through first: the writer's place is for the thread alone that has its turn, which
// may be putting a new connection there.
void Pool::give_back(Connection& connection) noexcept {
  std::unique_ptr<Connection> closed;  // outside the lock: closing a connection may checkpoint
  {
    const std::scoped_lock lock(readers_mutex_);
    const auto found = std::ranges::find(lent_, &connection, &std::unique_ptr<Connection>::get);
    if (found != lent_.end()) {
      if (idle_.size() < kept_readers_ && (*found)->usable())
        idle_.push_back(std::move(*found));
      else
        closed = std::move(*found);
      lent_.erase(found);
      --readers_out_;
      reader_free_.notify_one();
      return;
    }
  }
  writer_turns_.pass();
}

}  // namespace liftguard::storage
