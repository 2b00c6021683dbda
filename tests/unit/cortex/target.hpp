// The host's side of the microcontroller: traces become streams of inputs, and an image runs over them in QEMU.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "firmware/engine/event.hpp"
#include "firmware/port/cortex_m/stream/bytes.hpp"
#include "firmware/port/cortex_m/stream/input_stream.hpp"

namespace liftguard::cortex {

using Bytes = std::vector<std::uint8_t>;

class MemorySource final : public port::ByteSource {
 public:
  explicit MemorySource(const Bytes& bytes) : bytes_(bytes) {}
  [[nodiscard]] bool read(std::span<std::uint8_t> into) override;

 private:
  const Bytes& bytes_;
  std::size_t at_ = 0;
};

class MemorySink final : public port::ByteSink {
 public:
  void write(std::span<const std::uint8_t> more) override { bytes.insert(bytes.end(), more.begin(), more.end()); }
  Bytes bytes;
};

// A trace as the target reads it: the rows in the replay tool's order. Throws for a trace that cannot be read.
[[nodiscard]] Bytes inputs_of(std::string_view trace);

// The host's own engine over the same stream.
[[nodiscard]] Bytes outputs_on_host(const Bytes& inputs);

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
