#include "common/storage/database_metrics.hpp"

#include <filesystem>
#include <string_view>
#include <system_error>

namespace liftguard::storage {

namespace {

double in_seconds(std::chrono::microseconds time) {
  return std::chrono::duration<double>(time).count();
}

double size_of(const std::filesystem::path& file) {
  std::error_code error;
  const auto size = std::filesystem::file_size(file, error);
  return error ? 0 : static_cast<double>(size);
}

// PostgreSQL tells its sizes itself (postgres_exporter).
void add_sizes(const std::string& url, observe::Metrics& metrics) {
  constexpr std::string_view kSqlite = "sqlite:";
  if (!url.starts_with(kSqlite)) return;
  const std::filesystem::path file = url.substr(kSqlite.size());
  auto& size = metrics.gauge("liftguard_database_size_bytes", "Size of the database's file.");
  auto& log = metrics.gauge("liftguard_database_wal_bytes", "Size of its write-ahead log.");
  metrics.before_collecting([file, &size, &log] {
    size.set(size_of(file));
    log.set(size_of(file.string() + "-wal"));
  });
}

}  // namespace

DatabaseMetrics::DatabaseMetrics(Database& database, const std::string& url, observe::Metrics& metrics,
                                 const SteadyClock& steady)
    : last_commit_us_(std::make_shared<std::atomic<std::int64_t>>(steady.now().time_since_epoch().count())) {
  auto& commits = metrics.histogram("liftguard_database_commit_seconds", "The commit of a write transaction.");
  auto& held = metrics.histogram("liftguard_database_transaction_seconds",
                                 "A write transaction from its beginning to the end of its commit.");
  auto& waits = metrics.histogram("liftguard_database_lock_wait_seconds", "The wait for the one writer's lock.");
  auto& busy = metrics.counter("liftguard_database_busy_total", "Waits for that lock that were given up.");
  database.measure_with({[&waits](auto waited) { waits.observe(in_seconds(waited)); },
                         [last = last_commit_us_, &commits, &held, &steady](auto all, auto commit) {
                           held.observe(in_seconds(all));
                           commits.observe(in_seconds(commit));
                           *last = steady.now().time_since_epoch().count();
                         },
                         [&busy] { busy.add(); }});
  add_sizes(url, metrics);
}

std::chrono::microseconds DatabaseMetrics::since_last_commit(SteadyTime now) const {
  return now.time_since_epoch() - std::chrono::microseconds{*last_commit_us_};
}

}  // namespace liftguard::storage
