// Traces as streams of inputs, and what the engine makes of them where this is compiled: every event, height and speed
// every 256 inputs, and the kept state at the end, to the last bit.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

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

}  // namespace liftguard::cortex
