#include "gateway/watch/vitals.hpp"

#include <unistd.h>

#include <algorithm>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

namespace liftguard::gateway::watch {

namespace {

constexpr const char* kStatus = "taking alarms, watching limits, sending notices";

watchdog::Notifier notifier() {
  auto out = watchdog::Notifier::of(watchdog::notify_environment());
  if (out) return std::move(*out);
  spdlog::error("watchdog: {}", out.error().detail);
  return watchdog::Notifier::of({}).value();
}

// What the service manager waits before it kills; without one, what our own judgement rests on.
std::chrono::microseconds limit(Milliseconds longest_silence) {
  const auto asked = watchdog::watchdog_limit(watchdog::notify_environment(), ::getpid());
  if (!asked) spdlog::error("watchdog: {}", asked.error().detail);
  return asked && *asked ? **asked : std::chrono::microseconds{longest_silence * 2};
}

}  // namespace

Vitals::Vitals(const SteadyClock& clock, Milliseconds longest_silence)
    : watchdog_(notifier(), limit(longest_silence), clock),
      longest_silence_(std::min(longest_silence, std::chrono::floor<Milliseconds>(limit(longest_silence) / 2))),
      clock_(clock),
      began_(clock.now()) {}

watchdog::Progress& Vitals::watch(std::string name) {
  watchdog::Progress& progress = watchdog_.watch(name, longest_silence_);
  threads_.emplace_back(std::move(name), &progress);
  return progress;
}

bool Vitals::all_began() const {
  return std::ranges::all_of(threads_, [](const auto& thread) { return thread.second->count() > 0; });
}

// A thread that never comes to its first turn is stuck as well: nobody is told that we are ready.
void Vitals::step() {
  if (!started_ && (all_began() || clock_.now() - began_ >= longest_silence_)) {
    if (const auto started = watchdog_.start(kStatus); !started) throw std::logic_error(started.error().detail);
    started_ = true;
  }
  static_cast<void>(watchdog_.step(kStatus));
  const std::scoped_lock lock(mutex_);
  trouble_ = watchdog_.stuck() ? fmt::format("{} makes no progress", *watchdog_.stuck()) : std::string();
}

std::string Vitals::trouble() const {
  const std::scoped_lock lock(mutex_);
  return trouble_;
}

}  // namespace liftguard::gateway::watch
