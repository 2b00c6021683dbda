#include "gateway/expiry/watch.hpp"

#include <chrono>

#include <spdlog/spdlog.h>

#include "common/base/calendar.hpp"
#include "common/base/waiting.hpp"
#include "gateway/expiry/rules.hpp"
#include "gateway/expiry/store.hpp"

namespace liftguard::gateway::expiry {

namespace {

constexpr std::chrono::hours kLookEvery{1};
constexpr std::chrono::seconds kBusyWait{10};

}  // namespace

void Watch::run(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    std::chrono::seconds wait = kLookEvery;
    try {
      look();
    } catch (const storage::Busy& busy) {
      spdlog::warn("database is busy, what ends is looked at later: {}", busy.what());
      wait = kBusyWait;
    }
    wait_or_stop(stop, wait);
  }
}

void Watch::look() {
  std::vector<End> ends;
  for (const auto& [name, file] : watched_.files)
    if (const auto end = end_of_file(file)) ends.push_back({name, *end});
  for (const auto& [name, server] : watched_.servers)
    if (const auto end = end_of_server(server)) ends.push_back({name, *end});
  const UtcTime now = civil_.utc_now();
  note(database_, ends, now);
  auto tx = database_.begin();
  warn(tx, now);
  const auto known = all(tx);
  tx.commit();
  for (const auto& end : known) {
    const double left = std::chrono::duration<double>(end.ends - now).count();
    metrics_.gauge("liftguard_expiry_left_seconds", "Until a certificate or list ends", {{"name", end.name}}).set(left);
    if (stage_of(end.ends, now) != Stage::far)
      spdlog::warn("{} ({}) ends at {}", words_of(end.name).en, end.name, format_iso_utc(end.ends));
  }
}

}  // namespace liftguard::gateway::expiry
