// The database as this process sees it: how long commits take and locks are waited for, how large it is, and when
// something was written last.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include "common/base/clock.hpp"
#include "common/observe/metrics.hpp"
#include "common/storage/database.hpp"

namespace liftguard::storage {

class DatabaseMetrics {
 public:
  // Before other threads use the database. `metrics` and `steady` outlive it; `url` names the file whose size is told.
  DatabaseMetrics(Database& database, const std::string& url, observe::Metrics& metrics, const SteadyClock& steady);
  DatabaseMetrics(const DatabaseMetrics&) = delete;
  DatabaseMetrics& operator=(const DatabaseMetrics&) = delete;

  // Since the start, when nothing was committed yet. Any thread.
  [[nodiscard]] std::chrono::microseconds since_last_commit(SteadyTime now) const;

 private:
  std::shared_ptr<std::atomic<std::int64_t>> last_commit_us_;  // the database commits once more when it closes
};

}  // namespace liftguard::storage
