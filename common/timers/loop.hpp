// Fires due timers, oldest first, in the transactions of their handlers.
//
// `step(now)` is the whole of it, for virtual time; `run` does the same from a thread, by a clock. Several loops, also
// in several processes, may run over one database: each timer fires in one of them. A loop fires only the kinds that it
// has handlers for. What falls due while nothing runs fires at the first step, with its true due time.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/clock.hpp"
#include "common/storage/database.hpp"
#include "common/timers/timers.hpp"

namespace liftguard::timers {

// Called inside the transaction that takes the timer's row away; may arm timers, itself too. An exception undoes this
// timer alone; it is tried again after `retry_after`.
using Handler = std::function<void(storage::Transaction& tx, const Timer& timer, UtcTime now)>;

// The same for several timers of the kind at once, which saves round trips to the database where a mass event lets
// thousands fall due. Their rows are taken away before any of them is served: what one does must not rest on another's
// row.
using BatchHandler = std::function<void(storage::Transaction& tx, std::span<const Timer> timers, UtcTime now)>;

struct LoopOptions {
  int batch = 256;                       // timers to a transaction, so that a mass event is no queue of fsyncs
  Milliseconds longest_transaction{12};  // a batch ends here, whatever its count: of 20 the rest is the commit's
  Milliseconds poll{200};                // other processes arm timers too: the longest wait between two looks
  Milliseconds pause{2};                 // between two of them, so that whoever else writes gets his turn
  Milliseconds retry_after{1'000};       // for a handler that threw, doubled up to a minute
  std::function<void(const Timer&, const std::string& error)> on_error;          // a handler threw; for the log
  std::function<void(std::string_view kind, Milliseconds lateness)> on_fired{};  // after the commit; for metrics
};

struct StepResult {
  int fired = 0;
  int failed = 0;
  Milliseconds latest{0};  // the greatest lateness of those fired
};

class TimerLoop {
 public:
  // `steady` bounds the length of a transaction; it and the database are kept by reference.
  TimerLoop(storage::Database& database, const SteadyClock& steady, LoopOptions options = {});

  void handle(std::string kind, Handler handler);  // before the first step
  void handle_all(std::string kind, BatchHandler handler);

  // Fires everything due at `now` or before. A lock that stays held ends the step early (the timers stay); every other
  // DatabaseError but a Conflict is thrown on.
  StepResult step(UtcTime now);

  // When the next timer of ours falls due after a time; none when there is none.
  [[nodiscard]] std::optional<UtcTime> next_due(UtcTime after = UtcTime::min());

  // Fires by `civil` until told to stop, short transactions with a pause between them: whoever else writes waits for
  // one of them at most. `nudge` ends the wait early: call it after a commit that armed a timer.
  void run(const std::stop_token& stop, const CivilClock& civil);
  void nudge();

  // What is due at this time or before is not fired until it is released (fault row D2). Any thread.
  void hold(UtcTime due_until) { held_until_ms_ = to_ms(due_until); }
  void release();
  [[nodiscard]] UtcTime held_until() const { return utc_from_ms(held_until_ms_); }

  [[nodiscard]] std::vector<std::string> kinds() const;  // that it has handlers for

 private:
  struct Failure {
    int times = 0;
    UtcTime not_before{};
  };
  using Key = std::pair<std::string, std::int64_t>;
  struct Pace {
    std::function<UtcTime()> now;
    std::function<bool()> go_on;  // between two transactions
  };

  StepResult fire_due(const Pace& pace);
  std::vector<Timer> look(const Pace& pace);
  std::vector<Timer> due_at(UtcTime now);
  // How one kind is served.
  struct Service {
    BatchHandler serve;
    std::size_t most = 1;                                      // at once
    SteadyTime::duration each = std::chrono::milliseconds{1};  // what one of them took lately
  };

  std::size_t fire_batch(std::span<Timer> due, const Pace& pace, StepResult& result);
  [[nodiscard]] std::size_t time_for(std::span<const Timer> due, SteadyTime::duration time) const;
  void fire(storage::Transaction& tx, std::span<const Timer> timers, UtcTime now, std::vector<Timer>& fired);
  void fire_alone(const Timer& timer, const Pace& pace, StepResult& result);
  void note_fired(const Timer& timer, UtcTime committed, StepResult& result);
  void wait(const std::stop_token& stop, const CivilClock& civil);
  void note_failure(const Timer& timer, UtcTime now, const std::string& error);

  storage::Database& database_;
  const SteadyClock& steady_;
  LoopOptions options_;
  std::map<std::string, Service, std::less<>> handlers_;
  std::map<Key, Failure> failures_;
  UtcTime looked_{};  // the time of the last look
  std::atomic<std::int64_t> held_until_ms_{to_ms(UtcTime::min())};
  std::mutex mutex_;
  std::condition_variable_any changed_;
  bool nudged_ = false;
};

}  // namespace liftguard::timers
