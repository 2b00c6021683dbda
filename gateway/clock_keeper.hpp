// Keeps the gateway's civil clock on the database's, without ever letting a jump of that clock near a limit.
//
// While the process lives, drift is followed, and a jump is told to the desk and not followed (fault row D1). Over a
// time without a gateway the database's clock decides (D8), unless it has jumped meanwhile (D2): then nothing that
// would fall due by that jump fires before the desk has said that the time is right, or ten minutes are over.
//
// What is thrown away for its age does not come back, so that nothing is while the clock is in doubt: as long as any
// such question stands unanswered at the desk, whoever asked it and however long the timers were held, while the
// database's clock and ours are apart, and for an hour after that.
#pragma once

#include <atomic>
#include <chrono>
#include <optional>
#include <string>

#include "common/base/clock.hpp"
#include "common/dispatch/desk.hpp"
#include "common/storage/database.hpp"
#include "gateway/watch/clock_rules.hpp"
#include "gateway/watch/timer_hold.hpp"

namespace liftguard::gateway {

// More than this between two looks is no drift.
inline constexpr Milliseconds kJump = std::chrono::seconds{2};

// How long the desk is waited for. Late is better than never.
inline constexpr std::chrono::minutes kHoldAtMost{10};

// How long a clock is still in doubt once nothing speaks against it: whoever acknowledged in a hurry may look again.
inline constexpr std::chrono::hours kDoubtAfter{1};

// Where the keeper notes its clocks for the start after this one.
struct ClockHost {
  std::string name = watch::host_name();
  std::string boot = watch::boot_id();
};

class ClockKeeper {
 public:
  // References are kept.
  ClockKeeper(storage::Database& database, AnchoredCivilClock& civil, const SteadyClock& steady, TimerHold timers = {},
              ClockHost host = {});

  // Once, before the timers' loop runs: has the clock jumped while no gateway ran?
  void start();

  void check();  // to be called every few seconds
  void check(UtcTime database_time);

  [[nodiscard]] bool holding() const { return held_.has_value(); }

  // May anything be thrown away for its age? Not before start(). Any thread.
  [[nodiscard]] bool knows_the_time() const { return !in_doubt_; }

 private:
  struct Held {
    dispatch::AlertId question;
    SteadyTime since;
  };

  void follow(UtcTime database_time);
  void tell_desk(Milliseconds jump);
  void ask_desk(Milliseconds jump, std::int64_t waiting);
  void look_for_answer();
  void look_for_doubt();
  void write_mark();
  [[nodiscard]] watch::ClockMark mark() const;

  storage::Database& database_;
  AnchoredCivilClock& civil_;
  const SteadyClock& steady_;
  TimerHold timers_;
  ClockHost host_;
  std::optional<Milliseconds> told_;  // the jump that lasts, as the desk knows it
  std::optional<Held> held_;
  std::optional<SteadyTime> marked_;
  std::optional<SteadyTime> doubted_;  // when something spoke against the clock last
  std::atomic<bool> in_doubt_{true};
};

}  // namespace liftguard::gateway
