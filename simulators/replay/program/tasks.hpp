// What liftguard-replay does, one function a task. Each prints its result and gives the exit status.
#pragma once

#include "simulators/replay/program/arguments.hpp"

namespace liftguard::replay {

inline constexpr int kDone = 0, kNotMet = 1, kUnusable = 2;

[[nodiscard]] Result<int> run_task(const Arguments& arguments);

}  // namespace liftguard::replay
