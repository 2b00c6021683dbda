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

observe::Gauge& left_of(observe::Metrics& metrics, const std::string& name) {
  return metrics.gauge("liftguard_expiry_left_seconds", "Until a certificate or list ends", {{"name", name}});
}

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
  std::vector<std::string> unreadable;
  for (const auto& [name, file] : watched_.files) {
    if (const auto end = end_of_file(file)) {
      ends.push_back({name, *end});
    } else {
      unreadable.push_back(name);
      spdlog::warn("{} ({}, {}) cannot be read: nobody knows when it ends", words_of(name).en, name, file);
    }
  }
  for (const auto& [name, server] : watched_.servers)
    if (const auto end = end_of_server(server)) ends.push_back({name, *end});
  const UtcTime now = civil_.utc_now();
  note(database_, ends, now);
  auto tx = database_.begin();
  warn(tx, now);
  const auto known = all(tx);
  tx.commit();
  for (const auto& end : known) {
    left_of(metrics_, end.name).set(std::chrono::duration<double>(end.ends - now).count());
    if (stage_of(end.ends, now) != Stage::far)
      spdlog::warn("{} ({}) ends at {}", words_of(end.name).en, end.name, format_iso_utc(end.ends));
  }
  for (const auto& name : unreadable) left_of(metrics_, name).set(0);
}

}  // namespace liftguard::gateway::expiry
