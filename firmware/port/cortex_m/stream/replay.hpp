// The engine over a stream of inputs: the same function on the host and on the target, whose answers must be the same
// bytes.
#pragma once

#include <cstdint>
#include <new>

#include "firmware/engine/engine.hpp"
#include "firmware/port/cortex_m/stream/bytes.hpp"

namespace liftguard::port {

enum class ReplayEnd : std::uint8_t { done = 0, bad_stream = 1, bad_kept = 2 };

// Room for the engine that outlives the call: a microcontroller's stack is no place for it.
struct EngineRoom {
  alignas(engine::Engine) std::array<std::byte, sizeof(engine::Engine)> bytes{};
};

[[nodiscard]] ReplayEnd replay_stream(ByteSource& source, ByteSink& sink, EngineRoom& room);

}  // namespace liftguard::port
