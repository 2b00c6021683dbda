// Looks for rot in the database at the start and every hour (fault row B14), on a thread that nobody waits for.
#pragma once

#include <stop_token>
#include <string>

#include "common/base/clock.hpp"
#include "common/observe/metrics.hpp"
#include "common/storage/database.hpp"

namespace liftguard::gateway::watch {

class IntegrityWatch {
 public:
  // References are kept.
  IntegrityWatch(storage::Database& database, std::string url, const CivilClock& civil, observe::Metrics& metrics);

  // Until told to stop. Throws storage::DatabaseError when it finds damage, after it has told the desk if that can
  // still be written: nothing more may be written then, and the process ends.
  void run(const std::stop_token& stop);

  void check(const std::stop_token& stop);  // once; what run() does every hour

 private:
  void tell_desk(const std::string& damage);

  storage::Database& database_;
  std::string url_;
  const CivilClock& civil_;
  observe::Gauge& damaged_;
  observe::Counter& checks_;
};

}  // namespace liftguard::gateway::watch
