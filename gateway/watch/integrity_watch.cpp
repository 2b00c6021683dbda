#include "gateway/watch/integrity_watch.hpp"

#include <condition_variable>
#include <mutex>
#include <utility>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "common/base/text.hpp"
#include "common/dispatch/desk.hpp"
#include "common/storage/integrity.hpp"
#include "gateway/watch/findings.hpp"

namespace liftguard::gateway::watch {

namespace {

constexpr std::chrono::hours kCheckEvery{1};
constexpr std::size_t kShown = 300;  // bytes of what is wrong

}  // namespace

IntegrityWatch::IntegrityWatch(storage::Database& database, std::string url, const CivilClock& civil,
                               observe::Metrics& metrics)
    : database_(database),
      url_(std::move(url)),
      civil_(civil),
      damaged_(metrics.gauge("liftguard_database_damaged", "1: the last integrity check has found damage.")),
      checks_(
          metrics.counter("liftguard_database_integrity_checks_total", "Integrity checks that came to their end.")) {}

void IntegrityWatch::run(const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any woken;
  while (!stop.stop_requested()) {
    try {
      check(stop);
    } catch (const storage::Busy& busy) {
      spdlog::warn("integrity: the database is busy, it is checked in an hour: {}", busy.what());
    }
    std::unique_lock lock(mutex);
    woken.wait_for(lock, stop, kCheckEvery, [] { return false; });
  }
}

void IntegrityWatch::check(const std::stop_token& stop) {
  const auto found = storage::check_integrity(url_, stop);
  if (stop.stop_requested()) return;
  checks_.add();
  damaged_.set(found.empty() ? 0 : 1);
  if (found.empty()) return;
  for (const auto& line : found) spdlog::critical("integrity: {}", printable(line, kShown));
  tell_desk(found.front());
  throw storage::DatabaseError("the database is damaged: " + found.front());
}

void IntegrityWatch::tell_desk(const std::string& damage) {
  try {
    const UtcTime now = civil_.utc_now();
    auto tx = database_.begin();
    dispatch::ring(tx,
                   {.kind = dispatch::AlertKind::watch_found,
                    .key = fmt::format("watch/damaged/{}", to_ms(now)),
                    .text_zh = fmt::format("数据库文件损坏，网关已停止写入，请立即从备份恢复：{}", damage),
                    .text_en = fmt::format("The database is damaged and the gateway writes no more: restore it from "
                                           "the backup at once: {}",
                                           damage)},
                   now);
    tx.commit();
  } catch (const storage::DatabaseError& error) {
    spdlog::critical("integrity: the desk cannot be told: {}", error.what());
  }
}

}  // namespace liftguard::gateway::watch
