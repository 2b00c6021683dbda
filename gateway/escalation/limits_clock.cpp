#include "gateway/escalation/limits_clock.hpp"

#include <string>

#include <spdlog/spdlog.h>

#include "common/dispatch/limits.hpp"
#include "gateway/commands/store.hpp"
#include "gateway/proving/watch.hpp"

namespace liftguard::gateway {

namespace {

timers::LoopOptions options() {
  timers::LoopOptions chosen;
  chosen.on_error = [](const timers::Timer& timer, const std::string& error) {
    spdlog::error("timer {} of {} did not fire and is tried again: {}", timer.kind, timer.subject, error);
  };
  return chosen;
}

}  // namespace

LimitsClock::LimitsClock(storage::Database& database, const SteadyClock& steady) : loop_(database, steady, options()) {
  dispatch::handle_order_timers(loop_);
  handle_proof_timer(loop_);
  commands::handle_expiry_timer(loop_);
}

}  // namespace liftguard::gateway
