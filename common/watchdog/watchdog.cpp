#include "common/watchdog/watchdog.hpp"

#include <spdlog/spdlog.h>

namespace liftguard::watchdog {

Progress& Watchdog::watch(std::string name, std::chrono::microseconds longest_silence) {
  auto& entry = entries_.emplace_back();
  entry.watched = {std::move(name), longest_silence};
  return entry.progress;
}

Result<void> Watchdog::start(std::string_view status) {
  std::vector<Watched> threads;
  for (const auto& entry : entries_) threads.push_back(entry.watched);
  auto feeding = Feeding::of(std::move(threads), limit_, clock_.now());
  if (!feeding) return feeding.error();
  feeding_ = std::move(*feeding);
  if (!notifier_.ready(status)) spdlog::warn("watchdog: the supervisor cannot be told that we are ready");
  return {};
}

Verdict Watchdog::step(std::string_view status) {
  if (!feeding_) return Verdict::not_due;
  std::vector<std::uint64_t> progress;
  progress.reserve(entries_.size());
  for (const auto& entry : entries_) progress.push_back(entry.progress.count());
  const auto now = clock_.now();
  const auto verdict = feeding_->look(progress, now);
  if (verdict == Verdict::feed && notifier_.feed(status)) feeding_->fed(now);
  if (feeding_->stuck() != stuck_) {
    stuck_ = feeding_->stuck();
    if (stuck_) {
      spdlog::critical("watchdog: {} makes no progress", *stuck_);
      (void)notifier_.status(*stuck_ + " makes no progress");
    } else {
      spdlog::warn("watchdog: every thread makes progress again");
    }
  }
  return verdict;
}

}  // namespace liftguard::watchdog
