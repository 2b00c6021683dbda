#include "common/watchdog/feeding.hpp"

#include <algorithm>
#include <chrono>

namespace liftguard::watchdog {

Result<Feeding> Feeding::of(std::vector<Watched> threads, std::chrono::microseconds limit, SteadyTime now) {
  if (threads.empty()) return refuse("bad_watchdog", "no thread is watched");
  if (limit < std::chrono::seconds(1)) return refuse("bad_watchdog", "the limit is below 1 s");
  Feeding out;
  out.interval_ = limit / 4;
  out.fed_ = now;
  for (auto& thread : threads) {
    if (thread.longest_silence <= std::chrono::microseconds{0} || thread.longest_silence > limit / 2)
      return refuse("bad_watchdog", thread.name + ": its longest silence is not within half of the limit");
    out.threads_.push_back({std::move(thread), 0, now, false});
  }
  return out;
}

Verdict Feeding::look(std::span<const std::uint64_t> progress, SteadyTime now) {
  stuck_.reset();
  bool all_moved = true;
  for (std::size_t i = 0; i < threads_.size(); ++i) {
    auto& thread = threads_[i];
    if (i < progress.size() && progress[i] != thread.count) {
      thread.count = progress[i];
      thread.moved = now;
      thread.since_feeding = true;
    }
    if (now - thread.moved > thread.watched.longest_silence && !stuck_) stuck_ = thread.watched.name;
    all_moved = all_moved && thread.since_feeding;
  }
  if (stuck_) return Verdict::stuck;
  if (now - fed_ < interval_) return Verdict::not_due;
  return all_moved ? Verdict::feed : Verdict::waiting;
}

void Feeding::fed(SteadyTime now) {
  fed_ = now;
  for (auto& thread : threads_) thread.since_feeding = false;
}

}  // namespace liftguard::watchdog
