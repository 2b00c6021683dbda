// Plays many days on all cores.
#pragma once

#include <atomic>
#include <functional>
#include <span>
#include <vector>

#include "tests/bench/detection/day.hpp"

namespace liftguard::bench {

struct Progress {
  std::size_t days_done = 0, days_planned = 0;
  double simulated_days = 0, took_s = 0;
};

struct Watchers {
  std::function<void(const Progress&)> progress;  // every two seconds, on the caller's thread
  std::function<void(const DayResult&)> day;      // one at a time, as they end
};

// The days that were played to their end, in the order of the plan whatever the order they ended in. Throws what a day
// throws, after all workers have ended.
[[nodiscard]] std::vector<DayResult> play_days(std::span<const DayPlan> days, unsigned workers,
                                               const std::atomic<bool>& stop, const Watchers& watchers);

}  // namespace liftguard::bench
