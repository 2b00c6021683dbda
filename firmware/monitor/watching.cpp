#include "firmware/monitor/watching.hpp"

#include <unistd.h>

#include <algorithm>
#include <stdexcept>

#include <spdlog/spdlog.h>

namespace liftguard::monitor {
namespace {

using std::chrono::seconds;

constexpr seconds kUnsupervised{20};

// A silent source still makes a tick every second; the network and the chores may wait for the flash or a name server.
constexpr seconds kSensingSilence{5}, kNetworkSilence{10}, kChoresSilence{10};

// The least that can be asked of a thread that waits up to a second for something to do.
constexpr seconds kShortestLimit{4};

constexpr const char* kStatus = "sensing, linking and doing its chores";

watchdog::Notifier notifier() {
  auto out = watchdog::Notifier::of(watchdog::notify_environment());
  if (out) return std::move(*out);
  spdlog::error("watchdog: {}", out.error().detail);
  return watchdog::Notifier::of({}).value();
}

std::chrono::microseconds limit() {
  const auto asked = watchdog::watchdog_limit(watchdog::notify_environment(), ::getpid());
  if (!asked) spdlog::error("watchdog: {}", asked.error().detail);
  if (!asked || !*asked) return kUnsupervised;
  if (**asked < kShortestLimit) spdlog::error("watchdog: WatchdogSec is below {} s", kShortestLimit.count());
  return std::max<std::chrono::microseconds>(**asked, kShortestLimit);
}

}  // namespace

Watching::Watching(const SteadyClock& clock) : Watching(clock, limit()) {}

// A shorter limit than ours shortens what a thread may take, too: half of it is the most (feeding.hpp).
Watching::Watching(const SteadyClock& clock, std::chrono::microseconds limit)
    : watchdog_(notifier(), limit, clock),
      sensing_(watchdog_.watch("sensing", std::min<std::chrono::microseconds>(kSensingSilence, limit / 2))),
      network_(watchdog_.watch("network", std::min<std::chrono::microseconds>(kNetworkSilence, limit / 2))),
      chores_(watchdog_.watch("chores", std::min<std::chrono::microseconds>(kChoresSilence, limit / 2))) {}

void Watching::step() {
  if (!started_) start_if_ready();
  (void)watchdog_.step(kStatus);
}

void Watching::start_if_ready() {
  if (sensing_.count() == 0 || network_.count() == 0 || chores_.count() == 0) return;
  if (const auto started = watchdog_.start(kStatus); !started) throw std::logic_error(started.error().detail);
  started_ = true;
}

}  // namespace liftguard::monitor
