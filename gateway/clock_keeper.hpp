// Keeps the gateway's civil clock on the database's, without ever letting a jump of that clock near a limit (rows D1,
// D2): drift is followed, a jump is told to the desk and not followed while the process lives.
#pragma once

#include <chrono>

#include "common/base/clock.hpp"
#include "common/storage/database.hpp"

namespace liftguard::gateway {

// More than this between two looks is no drift.
inline constexpr Milliseconds kJump = std::chrono::seconds{2};

class ClockKeeper {
 public:
  ClockKeeper(storage::Database& database, AnchoredCivilClock& civil) : database_(database), civil_(civil) {}

  void check();  // to be called every few seconds
  void check(UtcTime database_time);

 private:
  void tell_desk(Milliseconds jump);

  storage::Database& database_;
  AnchoredCivilClock& civil_;
  bool told_ = false;  // of the jump that lasts
};

}  // namespace liftguard::gateway
