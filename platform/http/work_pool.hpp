// Threads for work that blocks, with a bounded queue.
#pragma once

#include <atomic>
#include <cstddef>

#include <boost/asio/thread_pool.hpp>

namespace liftguard::http {

class WorkPool {
 public:
  WorkPool(unsigned threads, std::size_t most_waiting) : pool_(threads), most_(threads + most_waiting) {}

  // A place in the pool, kept until the ticket goes; without one nothing may be posted.
  class Ticket {
   public:
    explicit Ticket(WorkPool& pool) : pool_(pool), admitted_(++pool.inside_ <= pool.most_) {}
    Ticket(const Ticket&) = delete;
    Ticket& operator=(const Ticket&) = delete;
    ~Ticket() { --pool_.inside_; }
    [[nodiscard]] bool admitted() const { return admitted_; }

   private:
    WorkPool& pool_;
    bool admitted_;
  };

  [[nodiscard]] boost::asio::thread_pool::executor_type executor() { return pool_.get_executor(); }
  void join() { pool_.join(); }

 private:
  boost::asio::thread_pool pool_;
  std::size_t most_;
  std::atomic<std::size_t> inside_{0};
};

}  // namespace liftguard::http
