#include "gateway/escalation/limits_clock.hpp"

#include <string>

#include <spdlog/spdlog.h>

#include "common/dispatch/limits.hpp"
#include "gateway/commands/store.hpp"
#include "gateway/ingest/store.hpp"
#include "gateway/proving/watch.hpp"
#include "gateway/rollout/conduct.hpp"

namespace liftguard::gateway {

namespace {

observe::Histogram& lateness_of(observe::Metrics& metrics, std::string_view kind) {
  return metrics.histogram("liftguard_timers_lateness_seconds",
                           "From when a timer was due to when what it does was committed.",
                           {{"kind", std::string(kind)}});
}

timers::LoopOptions options(observe::Metrics* metrics) {
  timers::LoopOptions chosen;
  if (metrics != nullptr)
    chosen.on_fired = [metrics](std::string_view kind, Milliseconds lateness) {
      lateness_of(*metrics, kind).observe(std::chrono::duration<double>(lateness).count());
    };
  chosen.on_error = [](const timers::Timer& timer, const std::string& error) {
    spdlog::error("timer {} of {} did not fire and is tried again: {}", timer.kind, timer.subject, error);
  };
  return chosen;
}

// A box that was never heard is away since ever.
std::optional<UtcTime> away_since(storage::Session& session, std::string_view monitor) {
  const auto presence = find_presence(session, monitor);
  if (presence && presence->state == Presence::online) return std::nullopt;
  return presence ? presence->since : UtcTime{};
}

}  // namespace

LimitsClock::LimitsClock(storage::Database& database, const SteadyClock& steady, observe::Metrics* metrics)
    : loop_(database, steady, options(metrics)) {
  dispatch::handle_order_timers(loop_);
  handle_proof_timer(loop_);
  handle_rollout_timer(loop_, away_since);
  commands::handle_expiry_timer(loop_);
  if (metrics == nullptr) return;
  for (const auto& kind : loop_.kinds()) static_cast<void>(lateness_of(*metrics, kind));  // there before the first
}

TimerHold LimitsClock::holding() {
  TimerHold hold;
  hold.due = [this](storage::Session& session, UtcTime until) {
    std::int64_t due = 0;
    for (const auto& kind : loop_.kinds()) due += timers::count_due(session, kind, until);
    return due;
  };
  hold.hold = [this](UtcTime until) { loop_.hold(until); };
  hold.release = [this] { loop_.release(); };
  return hold;
}

}  // namespace liftguard::gateway
