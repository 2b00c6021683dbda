// Waiting that a stop ends at once: for loops that look again every so often.
#pragma once

#include <chrono>
#include <stop_token>

namespace liftguard {

// Until `patience` has passed or `stop` is asked for, whichever comes first.
void wait_or_stop(const std::stop_token& stop, std::chrono::milliseconds patience);

}  // namespace liftguard
