// The host's side of the microcontroller: an image runs over a stream of inputs in QEMU.
#pragma once

#include <chrono>
#include <filesystem>
#include <string>

#include "tests/unit/cortex/streams.hpp"

namespace liftguard::cortex {

// Whether instructions are counted: then an instruction takes 2^kInstructionShift ns of the machine's time.
enum class Clock { free, by_instruction };
inline constexpr int kInstructionShift = 10;

// What `image` wrote. Throws where QEMU does not start, takes longer than `at_most`, or ends with another status
// than 0.
[[nodiscard]] Bytes outputs_on_target(const std::filesystem::path& image, const Bytes& inputs,
                                      Clock clock = Clock::free,
                                      std::chrono::seconds at_most = std::chrono::seconds(120));

// The events of a stream that must be complete, as the replay tool prints them.
[[nodiscard]] std::string event_lines(const Bytes& outputs);

}  // namespace liftguard::cortex
