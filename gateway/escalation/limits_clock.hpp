// Fires limits on time (RS-5, RS-6), the look for elevators that become unproven (DV-22), the end of commands that
// nobody answered and the ticks of roll-outs: the loop over the durable timers, with the handlers of the rescue store,
// of gateway/proving, gateway/commands and gateway/rollout.
#pragma once

#include <stop_token>

#include "common/base/clock.hpp"
#include "common/storage/database.hpp"
#include "common/timers/loop.hpp"

namespace liftguard::gateway {

class LimitsClock {
 public:
  LimitsClock(storage::Database& database, const SteadyClock& steady);

  // What fell due while nothing ran fires at once, oldest first, with its true due time (D8). Throws
  // storage::DatabaseError when the database cannot be relied on any more.
  void run(const std::stop_token& stop, const CivilClock& civil) { loop_.run(stop, civil); }
  void nudge() { loop_.nudge(); }  // any thread: a timer may have been armed

  timers::StepResult step(UtcTime now) { return loop_.step(now); }  // for virtual time

 private:
  timers::TimerLoop loop_;
};

}  // namespace liftguard::gateway
