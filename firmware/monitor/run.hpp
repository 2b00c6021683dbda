// The monitor, whole: opens the journal, starts its three threads, and ends when told to.
#pragma once

#include <functional>

#include "firmware/monitor/config.hpp"

namespace liftguard::monitor {

// Returns the exit status: 0 after an orderly end, 1 where the device failed. `stop_asked` waits a short while and says
// whether to end.
[[nodiscard]] int run(const Config& config, const std::function<bool()>& stop_asked);

}  // namespace liftguard::monitor
