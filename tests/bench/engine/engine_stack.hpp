// The bounds of the engine's stack on the target.
#pragma once

#include <filesystem>
#include <string_view>
#include <vector>

#include "tests/bench/engine/stack_bound.hpp"

namespace liftguard::bench {

struct EntryStack {
  std::string_view entry;  // "Engine::step"
  StackBound bound;
};

// Of each function that a port may call: making an engine, step, finish, glance, restore, kept, encode, decode; the
// deepest first. `build`: the microcontroller's build folder. Interrupts are the port's: each adds its frame of
// 104 bytes.
[[nodiscard]] Result<std::vector<EntryStack>> engine_stacks(const std::filesystem::path& build);

}  // namespace liftguard::bench
