#include "common/timers/loop.hpp"

#include <algorithm>

namespace liftguard::timers {

namespace {

constexpr Milliseconds kLongestRetry = std::chrono::minutes{1};
constexpr std::size_t kLookAhead = 8;  // batches that are read at once

bool fatal(const std::exception& error) {
  return dynamic_cast<const storage::DatabaseError*>(&error) != nullptr &&
         dynamic_cast<const storage::Conflict*>(&error) == nullptr;
}

}  // namespace

TimerLoop::TimerLoop(storage::Database& database, const SteadyClock& steady, LoopOptions options)
    : database_(database), steady_(steady), options_(std::move(options)) {}

void TimerLoop::handle(std::string kind, Handler handler) {
  handlers_[std::move(kind)] = std::move(handler);
}

StepResult TimerLoop::step(UtcTime now) {
  StepResult result;
  try {
    for (std::vector<Timer> due = due_at(now); !due.empty(); due = due_at(now)) {
      std::span<const Timer> rest = due;
      while (!rest.empty()) rest = rest.subspan(fire_batch(rest, now, result));
    }
  } catch (const storage::Busy&) {
    ++result.failed;
  }
  return result;
}

std::vector<Timer> TimerLoop::due_at(UtcTime now) {
  std::vector<Timer> due;
  storage::ReadSession session = database_.read();
  const int limit = static_cast<int>(static_cast<std::size_t>(options_.batch) * kLookAhead + failures_.size());
  for (const auto& [kind, handler] : handlers_)
    for (Timer& timer : next_timers(session, kind, limit)) {
      if (timer.due > now) break;
      const auto failed = failures_.find(Key(timer.kind, timer.subject));
      if (failed == failures_.end() || failed->second.not_before <= now) due.push_back(std::move(timer));
    }
  std::ranges::stable_sort(due, {}, &Timer::due);
  return due;
}

bool TimerLoop::fire_one(storage::Transaction& tx, const Timer& timer, UtcTime now) {
  if (!take(tx, timer)) return false;  // fired or moved by somebody else since it was read
  handlers_.find(timer.kind)->second(tx, timer, now);
  return true;
}

// Fires the first timers of `due` in one transaction and says how many it dealt with. One that throws undoes them all:
// then each of them is fired by itself, so that only the one at fault stays.
std::size_t TimerLoop::fire_batch(std::span<const Timer> due, UtcTime now, StepResult& result) {
  const SteadyTime started = steady_.now();
  std::size_t tried = 0;
  try {
    StepResult batch;
    storage::Transaction tx = database_.begin();
    while (tried < due.size() && tried < static_cast<std::size_t>(options_.batch) &&
           (tried == 0 || steady_.now() - started < options_.longest_transaction)) {
      const Timer& timer = due[tried++];
      if (!fire_one(tx, timer, now)) continue;
      ++batch.fired;
      batch.latest = std::max(batch.latest, now - timer.due);
    }
    tx.commit();
    for (const Timer& timer : due.first(tried)) failures_.erase(Key(timer.kind, timer.subject));
    result.fired += batch.fired;
    result.latest = std::max(result.latest, batch.latest);
    return tried;
  } catch (const std::exception& error) {
    if (fatal(error)) throw;
  }
  for (const Timer& timer : due.first(tried)) fire_alone(timer, now, result);
  return tried;
}

void TimerLoop::fire_alone(const Timer& timer, UtcTime now, StepResult& result) {
  try {
    storage::Transaction tx = database_.begin();
    const bool ours = fire_one(tx, timer, now);
    tx.commit();
    failures_.erase(Key(timer.kind, timer.subject));
    if (!ours) return;
    ++result.fired;
    result.latest = std::max(result.latest, now - timer.due);
  } catch (const std::exception& error) {
    if (fatal(error)) throw;
    ++result.failed;
    note_failure(timer, now, error.what());
  }
}

void TimerLoop::note_failure(const Timer& timer, UtcTime now, const std::string& error) {
  Failure& failure = failures_[Key(timer.kind, timer.subject)];
  const int doublings = std::min(failure.times++, 16);
  failure.not_before = now + std::min(options_.retry_after * (1 << doublings), kLongestRetry);
  if (options_.on_error) options_.on_error(timer, error);
}

std::optional<UtcTime> TimerLoop::next_due() {
  std::optional<UtcTime> next;
  storage::ReadSession session = database_.read();
  for (const auto& [kind, handler] : handlers_)
    for (const Timer& timer : next_timers(session, kind, 1))
      if (!next || timer.due < *next) next = timer.due;
  return next;
}

void TimerLoop::run(const std::stop_token& stop, const CivilClock& civil) {
  while (!stop.stop_requested()) {
    step(civil.utc_now());
    Milliseconds wait = options_.poll;
    if (const auto next = next_due()) wait = std::clamp(*next - civil.utc_now(), Milliseconds{1}, options_.poll);
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, stop, wait, [this] { return nudged_; });
    nudged_ = false;
  }
}

void TimerLoop::nudge() {
  const std::scoped_lock lock(mutex_);
  nudged_ = true;
  changed_.notify_all();
}

}  // namespace liftguard::timers
