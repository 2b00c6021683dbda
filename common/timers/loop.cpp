#include "common/timers/loop.hpp"

#include <algorithm>
#include <thread>

#include "common/watchdog/this_thread.hpp"

namespace liftguard::timers {

namespace {

constexpr Milliseconds kLongestRetry = std::chrono::minutes{1};
constexpr std::size_t kLookAhead = 4;  // batches that are read at once

bool fatal(const std::exception& error) {
  return dynamic_cast<const storage::DatabaseError*>(&error) != nullptr &&
         dynamic_cast<const storage::Conflict*>(&error) == nullptr;
}

}  // namespace

TimerLoop::TimerLoop(storage::Database& database, const SteadyClock& steady, LoopOptions options)
    : database_(database), steady_(steady), options_(std::move(options)) {}

void TimerLoop::handle(std::string kind, Handler handler) {
  handlers_[std::move(kind)].serve = [handler = std::move(handler)](storage::Transaction& tx,
                                                                    std::span<const Timer> timers, UtcTime now) {
    for (const Timer& timer : timers) handler(tx, timer, now);
  };
}

void TimerLoop::handle_all(std::string kind, BatchHandler handler) {
  handlers_[std::move(kind)] = {.serve = std::move(handler), .most = static_cast<std::size_t>(options_.batch)};
}

StepResult TimerLoop::step(UtcTime now) {
  return fire_due({[now] { return now; }, [] { return true; }});
}

StepResult TimerLoop::fire_due(const Pace& pace) {
  StepResult result;
  try {
    for (std::vector<Timer> due = look(pace); !due.empty(); due = look(pace))
      for (std::span<Timer> rest = due; !rest.empty();) {
        rest = rest.subspan(fire_batch(rest, pace, result));
        if (!pace.go_on()) return result;
      }
  } catch (const storage::Busy&) {
    ++result.failed;
  }
  return result;
}

std::vector<Timer> TimerLoop::look(const Pace& pace) {
  looked_ = pace.now();
  return due_at(looked_);
}

std::vector<Timer> TimerLoop::due_at(UtcTime now) {
  std::vector<Timer> due;
  const UtcTime after = utc_from_ms(held_until_ms_);
  storage::ReadSession session = database_.read();
  const int limit = static_cast<int>(static_cast<std::size_t>(options_.batch) * kLookAhead + failures_.size());
  for (const auto& [kind, handler] : handlers_)
    for (Timer& timer : next_timers(session, kind, limit, after)) {
      if (timer.due > now) break;
      const auto failed = failures_.find(Key(timer.kind, timer.subject));
      if (failed == failures_.end() || failed->second.not_before <= now) due.push_back(std::move(timer));
    }
  std::ranges::stable_sort(due, {}, &Timer::due);
  return due;
}

// Fires the first timers of `due` in one transaction and says how many it dealt with; those of one kind come together.
// One that throws undoes them all: then each of them is fired by itself, so that only the one at fault stays.
std::size_t TimerLoop::fire_batch(std::span<Timer> due, const Pace& pace, StepResult& result) {
  due = due.first(std::min(due.size(), static_cast<std::size_t>(options_.batch)));
  std::ranges::stable_sort(due, {}, &Timer::kind);
  std::size_t tried = 0;
  try {
    std::vector<Timer> fired;
    storage::Transaction tx = database_.begin();
    const SteadyTime end = steady_.now() + options_.longest_transaction;
    const UtcTime now = pace.now();
    while (tried < due.size()) {
      const auto rest = due.subspan(tried);
      const std::size_t count = std::max<std::size_t>(time_for(rest, end - steady_.now()), tried == 0 ? 1 : 0);
      if (count == 0) break;
      tried += count;
      fire(tx, rest.first(count), now, fired);
    }
    tx.commit();
    for (const Timer& timer : due.first(tried)) failures_.erase(Key(timer.kind, timer.subject));
    for (const Timer& timer : fired) note_fired(timer, pace.now(), result);
    return tried;
  } catch (const std::exception& error) {
    if (fatal(error)) throw;
  }
  for (const Timer& timer : due.first(tried)) fire_alone(timer, pace, result);
  return tried;
}

// How many of the first, which are of one kind, can be served together within this time.
std::size_t TimerLoop::time_for(std::span<const Timer> due, SteadyTime::duration time) const {
  const auto& [kind, service] = *handlers_.find(due.front().kind);
  const auto other = std::ranges::find_if(due, [&](const Timer& timer) { return timer.kind != kind; });
  const auto same = std::min(static_cast<std::size_t>(other - due.begin()), service.most);
  if (time.count() <= 0) return 0;
  if (service.each.count() == 0) return same;
  return std::min(same, static_cast<std::size_t>(time / service.each));
}

// Those that were fired or moved by somebody else since they were read are not there to be taken.
void TimerLoop::fire(storage::Transaction& tx, std::span<const Timer> timers, UtcTime now, std::vector<Timer>& fired) {
  Service& service = handlers_.find(timers.front().kind)->second;
  const SteadyTime began = steady_.now();
  std::vector<Timer> ours;
  const std::vector<bool> taken = take_all(tx, timers);
  for (std::size_t i = 0; i < timers.size(); ++i)
    if (taken[i]) ours.push_back(timers[i]);
  if (!ours.empty()) service.serve(tx, ours, now);
  fired.insert(fired.end(), ours.begin(), ours.end());
  service.each = (service.each + (steady_.now() - began) / static_cast<std::int64_t>(timers.size())) / 2;
}

void TimerLoop::fire_alone(const Timer& timer, const Pace& pace, StepResult& result) {
  try {
    std::vector<Timer> fired;
    storage::Transaction tx = database_.begin();
    fire(tx, {&timer, 1}, pace.now(), fired);
    tx.commit();
    failures_.erase(Key(timer.kind, timer.subject));
    if (!fired.empty()) note_fired(timer, pace.now(), result);
  } catch (const std::exception& error) {
    if (fatal(error)) throw;
    ++result.failed;
    note_failure(timer, pace.now(), error.what());
  }
}

void TimerLoop::note_fired(const Timer& timer, UtcTime committed, StepResult& result) {
  ++result.fired;
  result.latest = std::max(result.latest, committed - timer.due);
  if (options_.on_fired) options_.on_fired(timer.kind, committed - timer.due);
}

void TimerLoop::note_failure(const Timer& timer, UtcTime now, const std::string& error) {
  Failure& failure = failures_[Key(timer.kind, timer.subject)];
  const int doublings = std::min(failure.times++, 16);
  failure.not_before = now + std::min(options_.retry_after * (1 << doublings), kLongestRetry);
  if (options_.on_error) options_.on_error(timer, error);
}

std::optional<UtcTime> TimerLoop::next_due(UtcTime after) {
  std::optional<UtcTime> next;
  storage::ReadSession session = database_.read();
  for (const auto& [kind, handler] : handlers_)
    for (const Timer& timer : next_timers(session, kind, 1, after))
      if (!next || timer.due < *next) next = timer.due;
  return next;
}

void TimerLoop::run(const std::stop_token& stop, const CivilClock& civil) {
  const Pace pace{[&] { return civil.utc_now(); },
                  [&] {
                    watchdog::turned();
                    std::this_thread::sleep_for(options_.pause);
                    return !stop.stop_requested();
                  }};
  while (!stop.stop_requested()) {
    fire_due(pace);
    watchdog::turned();
    wait(stop, civil);
  }
}

// What was due at the last look and is still there (held, failed, a busy database) is no reason to look at once again.
void TimerLoop::wait(const std::stop_token& stop, const CivilClock& civil) {
  Milliseconds patience = options_.poll;
  try {
    if (const auto next = next_due(looked_))
      patience = std::clamp(*next - civil.utc_now(), Milliseconds{1}, options_.poll);
  } catch (const storage::Busy&) {
    // As after a step that found it busy.
  }
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, stop, patience, [this] { return nudged_; });
  nudged_ = false;
}

void TimerLoop::release() {
  held_until_ms_ = to_ms(UtcTime::min());
  nudge();
}

std::vector<std::string> TimerLoop::kinds() const {
  std::vector<std::string> all;
  for (const auto& [kind, handler] : handlers_) all.push_back(kind);
  return all;
}

void TimerLoop::nudge() {
  const std::scoped_lock lock(mutex_);
  nudged_ = true;
  changed_.notify_all();
}

}  // namespace liftguard::timers
