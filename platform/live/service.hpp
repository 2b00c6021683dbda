// The threads that keep live streams alive: one follows the change log, one beats and re-checks sessions.
#pragma once

#include <chrono>
#include <functional>
#include <thread>

#include "common/base/clock.hpp"
#include "common/storage/database.hpp"
#include "platform/accounts/log_in.hpp"
#include "platform/live/feed.hpp"
#include "platform/live/hub.hpp"

namespace liftguard::live {

struct ServiceOptions {
  std::chrono::milliseconds poll{25};
  std::chrono::milliseconds heartbeat{15'000};
  std::chrono::milliseconds session_check{2'000};  // H12 allows 5 s
  accounts::SessionTerms session;
};

class Service {
 public:
  // `on_fatal` is called when the database fails for good (storage::DatabaseError but Busy); it must not block.
  using OnFatal = std::function<void(const std::string& reason)>;
  Service(storage::Database& database, const CivilClock& clock, Hub& hub, std::int64_t start,
          const ServiceOptions& options, OnFatal on_fatal);
  Service(const Service&) = delete;
  Service& operator=(const Service&) = delete;
  ~Service() = default;  // stops and joins

 private:
  void follow(const std::stop_token& stop);
  void keep(const std::stop_token& stop);
  void check_sessions();

  storage::Database& database_;
  const CivilClock& clock_;
  Hub& hub_;
  Feed feed_;
  ServiceOptions options_;
  OnFatal on_fatal_;
  std::jthread keeper_;
  std::jthread follower_;
};

}  // namespace liftguard::live
