// Another program's standard output.
#pragma once

#include <string>
#include <vector>

#include "common/base/result.hpp"

namespace liftguard::replay {

// Runs it (no shell) and waits. Refusal "no_program" where it cannot be started or ends otherwise than with 0. Its
// standard error goes nowhere.
[[nodiscard]] Result<std::string> run_program(const std::vector<std::string>& command);

}  // namespace liftguard::replay
