#include "common/storage/pool.hpp"

#include <algorithm>

namespace liftguard::storage {

Pool::Pool(Connect connect, const Options& options)
    : connect_(std::move(connect)),
      busy_timeout_(options.busy_timeout),
      kept_readers_(options.readers),
      writer_(connect_()),
      utility_(connect_()) {
  idle_.reserve(kept_readers_);
}

Connection& Pool::take_writer() {
  if (!writer_free_.try_acquire_for(busy_timeout_)) throw Busy("another thread holds the write transaction");
  return *writer_;
}

Connection& Pool::take_reader() {
  {
    const std::scoped_lock lock(readers_mutex_);
    if (!idle_.empty()) {
      lent_.push_back(std::move(idle_.back()));
      idle_.pop_back();
      return *lent_.back();
    }
  }
  auto fresh = connect_();
  const std::scoped_lock lock(readers_mutex_);
  return *lent_.emplace_back(std::move(fresh));
}

void Pool::give_back(Connection& connection) noexcept {
  if (&connection == writer_.get()) return writer_free_.release();
  std::unique_ptr<Connection> closed;  // outside the lock: closing a connection may checkpoint
  const std::scoped_lock lock(readers_mutex_);
  const auto found = std::ranges::find(lent_, &connection, &std::unique_ptr<Connection>::get);
  if (found == lent_.end()) return;
  if (idle_.size() < kept_readers_)
    idle_.push_back(std::move(*found));
  else
    closed = std::move(*found);
  lent_.erase(found);
}

}  // namespace liftguard::storage
