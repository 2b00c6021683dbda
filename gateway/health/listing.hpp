// Health as an operator reads it: Chinese first, English second, times in UTC+8.
#pragma once

#include <string>

#include "gateway/health/store.hpp"

namespace liftguard::gateway::health {

// Three lines: which box, when, what is wrong; what the board says; what sensing and link say. "-" for what was not
// measured.
[[nodiscard]] std::string describe(const Stored& report);

}  // namespace liftguard::gateway::health
