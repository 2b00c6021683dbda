// What count.elf says of a trace: instructions a sample, and the stack that was touched below the engine's caller.
#pragma once

#include <cstdint>
#include <filesystem>

#include "tests/unit/cortex/target.hpp"

namespace liftguard::cortex {

struct Count {
  std::uint32_t loop_of_1000 = 0, loop_of_2000 = 0;  // instructions of known_loop (target/startup.S), by the same clock
  std::uint32_t samples = 0;
  std::uint64_t instructions = 0;
  std::uint32_t worst = 0;  // instructions of the worst sample
  engine::Time worst_at{};
  std::uint32_t stack_bytes = 0;
  std::uint32_t engine_bytes = 0;

  [[nodiscard]] double mean() const { return static_cast<double>(instructions) / static_cast<double>(samples); }
};

[[nodiscard]] Count count_on_target(const std::filesystem::path& image, const Bytes& inputs);

}  // namespace liftguard::cortex
