// Commands and refusals as an operator reads them: Chinese first, English second, times in UTC+8.
#pragma once

#include <string>

#include "common/base/result.hpp"
#include "gateway/commands/store.hpp"

namespace liftguard::gateway::commands {

// Two lines: number, when, monitor, errand, who asked; how it stands, with the answer or until when one is waited for.
[[nodiscard]] std::string describe(const Command& command);

// One line for a refusal of issue() or of asking.hpp.
[[nodiscard]] std::string describe(const Refusal& refusal);

}  // namespace liftguard::gateway::commands
