// The loop over the durable timers, as whoever watches the clock needs it (fault row D2).
#pragma once

#include <cstdint>
#include <functional>

#include "common/base/clock.hpp"
#include "common/storage/database.hpp"

namespace liftguard::gateway {

struct TimerHold {
  std::function<std::int64_t(storage::Session&, UtcTime)> due;  // how many have fallen due by then
  std::function<void(UtcTime)> hold;                            // what is due by then waits
  std::function<void()> release;
};

}  // namespace liftguard::gateway
