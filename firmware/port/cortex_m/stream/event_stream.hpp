// What the engine gives back from the target, and more than its events: what it holds true at regular times, to the
// last bit, so that a difference shows where it began and not only where it first mattered.
//
//   1, event | 2, glance | 3, kept state's size and bytes (the last but one) | 0, number of inputs (the last)
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "firmware/engine/engine.hpp"
#include "firmware/port/cortex_m/stream/bytes.hpp"

namespace liftguard::port {

class EventWriter {
 public:
  explicit EventWriter(ByteSink& sink) : sink_(sink), writer_(sink) {}
  void add(std::span<const engine::Event> events);
  void add(const engine::Engine::Glance& glance);
  void add_kept(std::span<const std::uint8_t> encoded);
  void end(std::uint32_t inputs);

 private:
  ByteSink& sink_;
  ByteWriter writer_;
};

// The events alone.
class EventReader {
 public:
  explicit EventReader(ByteSource& source) : reader_(source) {}
  // Empty at the end; complete() says whether that was the writer's own.
  [[nodiscard]] std::optional<engine::Event> next();
  [[nodiscard]] bool complete() const { return complete_; }
  [[nodiscard]] std::uint32_t inputs() const { return inputs_; }

 private:
  ByteReader reader_;
  bool complete_ = false;
  std::uint32_t inputs_ = 0;
};

}  // namespace liftguard::port
