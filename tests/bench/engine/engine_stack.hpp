// The bound of the engine's stack on the target.
#pragma once

#include <filesystem>

#include "tests/bench/engine/stack_bound.hpp"

namespace liftguard::bench {

// The deepest of all that a port may call: making an engine, step, finish, glance, restore, kept, encode, decode.
// `build`: the microcontroller's build folder. Interrupts are the port's: each adds its frame of 104 bytes.
[[nodiscard]] Result<StackBound> engine_stack(const std::filesystem::path& build);

}  // namespace liftguard::bench
