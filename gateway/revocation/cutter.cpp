#include "gateway/revocation/cutter.hpp"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <variant>

#include <spdlog/spdlog.h>

#include "common/base/setbacks.hpp"
#include "common/base/waiting.hpp"
#include "common/mqtt/client.hpp"
#include "gateway/revocation/revoke.hpp"
#include "gateway/revocation/rules.hpp"

namespace liftguard::gateway::revocation {

namespace {

constexpr std::chrono::seconds kLookEvery{1};
constexpr std::chrono::seconds kPatience{5};

// Waits for the outcome of one connection.
class Outcome final : public mqtt::Sink {
 public:
  void offer(mqtt::Item item) noexcept override {
    const std::scoped_lock lock(mutex_);
    if (std::holds_alternative<mqtt::Connected>(item.what)) connected_ = true;
    if (std::holds_alternative<mqtt::ConnectFailed>(item.what)) connected_ = false;
    changed_.notify_one();
  }
  bool wait() {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, kPatience, [this] { return connected_.has_value(); });
    return connected_.value_or(false);
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::optional<bool> connected_;
};

}  // namespace

bool cut_session(const BrokerAccess& broker, const std::string& monitor) {
  Outcome outcome;
  mqtt::ClientOptions options;
  options.uri = broker.uri;
  options.client_id = monitor;
  if (broker.uri.starts_with("ssl://")) options.tls = broker.tls;
  options.connect_timeout = kPatience;
  mqtt::Client client(options, outcome);
  client.connect();
  const bool taken = outcome.wait();
  client.disconnect(std::chrono::milliseconds{0});
  return taken;
}

void Cutter::run(const std::stop_token& stop) {
  const SystemSteadyClock steady;
  Setbacks setbacks;
  while (!stop.stop_requested()) {
    Milliseconds wait = kLookEvery;
    try {
      look();
      setbacks.over();
    } catch (const storage::Busy& busy) {
      const auto next = setbacks.again(steady.now(), busy.what());
      if (next.worth_telling) spdlog::warn("database is busy, revoked boxes are looked for later: {}", busy.what());
      wait = std::max(wait, next.wait);
    }
    wait_or_stop(stop, wait);
  }
}

void Cutter::look() {
  std::vector<ToCut> boxes;
  {
    auto session = parts_.database.read();
    boxes = revoked_boxes(session);
  }
  for (const auto& box : boxes) {
    const UtcTime now = parts_.civil.utc_now();
    const auto known = attempts_.find(box.monitor);
    const bool failed = known != attempts_.end() && !known->second.cut;
    const auto last = known == attempts_.end() || failed ? std::nullopt : std::optional(known->second.at);
    if (failed && now - known->second.at < kCutApart) continue;
    if (!is_cut_due({box.revoked, box.heard, last}, now) || !parts_.may_act()) continue;
    attempts_[box.monitor] = {now, cut(box.monitor)};
  }
}

bool Cutter::cut(const std::string& monitor) const {
  bool everywhere = true;
  for (const auto& broker : parts_.brokers) {
    if (cut_session(broker, monitor)) continue;
    everywhere = false;
    spdlog::warn("{}: revoked, but its session at {} could not be cut; it is tried again", monitor, broker.uri);
  }
  if (everywhere) spdlog::info("{}: revoked, its session is cut", monitor);
  return everywhere;
}

}  // namespace liftguard::gateway::revocation
