// Fires limits on time (RS-5, RS-6), the look for elevators that become unproven (DV-22), the end of commands that
// nobody answered and the ticks of roll-outs: the loop over the durable timers, with the handlers of the rescue store,
// of gateway/proving, gateway/commands and gateway/rollout.
#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include "common/base/clock.hpp"
#include "common/observe/metrics.hpp"
#include "common/storage/database.hpp"
#include "common/timers/loop.hpp"
#include "gateway/watch/timer_hold.hpp"

namespace liftguard::gateway {

class LimitsClock {
 public:
  // References are kept. `metrics`, where there is one, gets the lateness of every timer, by kind.
  LimitsClock(storage::Database& database, const SteadyClock& steady, observe::Metrics* metrics = nullptr);

  // What fell due while nothing ran fires at once, oldest first, with its true due time (D8). Throws
  // storage::DatabaseError when the database cannot be relied on any more.
  void run(const std::stop_token& stop, const CivilClock& civil) { loop_.run(stop, civil); }
  void nudge() { loop_.nudge(); }  // any thread: a timer may have been armed

  timers::StepResult step(UtcTime now) { return loop_.step(now); }  // for virtual time

  // For whoever watches: what it fires, what of it waits, up to when it waits on purpose (fault row D2).
  [[nodiscard]] std::vector<std::string> kinds() const { return loop_.kinds(); }
  [[nodiscard]] TimerHold holding();
  [[nodiscard]] UtcTime held_until() const { return loop_.held_until(); }

 private:
  timers::TimerLoop loop_;
};

}  // namespace liftguard::gateway
