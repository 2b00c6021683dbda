// When an event happened, by the gateway's clock (fault rows D3, D5): the box's own time where it can be trusted, else
// its age by the box's uptime, else the time of receipt.
#pragma once

#include <chrono>

#include "common/base/clock.hpp"
#include "common/wire/stamp.hpp"

namespace liftguard::gateway {

// A synchronised clock may be this far ahead of ours; further ahead it is not believed.
inline constexpr Milliseconds kClockTolerance = std::chrono::seconds{2};

// Older events than this have left every journal (architecture: 30 days after confirmation); such a time is a clock
// that was never set.
inline constexpr Milliseconds kOldest = std::chrono::hours{24 * 400};

// Never later than `received`. `at`: of the event; `sent`: of this sending.
[[nodiscard]] UtcTime happened_at(const wire::Stamp& at, const wire::Stamp& sent, UtcTime received);

}  // namespace liftguard::gateway
