// Reboot: an orderly end of the program, which its service manager starts again. Never while anybody may be stuck or
// the car is on its way: an end costs seconds in which nothing is sensed.
#pragma once

#include <optional>

#include "firmware/monitor/commands/judge.hpp"
#include "firmware/monitor/store.hpp"

namespace liftguard::monitor {

// Why the program must not end now of its own accord; none: it may.
[[nodiscard]] std::optional<Answer> too_busy_to_end(Store& store);

}  // namespace liftguard::monitor
