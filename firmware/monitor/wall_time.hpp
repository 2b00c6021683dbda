// How good the host's wall clock is at this moment: what the kernel knows of its discipline.
#pragma once

#include "common/base/clock.hpp"
#include "common/wire/stamp.hpp"

namespace liftguard::monitor {

// unset where the clock stands before this project's beginning (2026): it was never set.
[[nodiscard]] wire::TimeQuality wall_quality(UtcTime wall);

}  // namespace liftguard::monitor
