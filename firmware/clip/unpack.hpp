// A clip's bytes as what the engine was given. For hosts: uses the heap.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "common/base/result.hpp"
#include "firmware/clip/format.hpp"
#include "firmware/engine/kept.hpp"

namespace liftguard::clip {

struct Clip {
  ClipEvent event;
  engine::Site site;
  engine::Parameters parameters;
  engine::Time begins{};                  // when the state was taken
  engine::Kept state;                     // for Engine::resume(state, begins)
  std::vector<std::uint8_t> state_bytes;  // the same, as encode() wrote it
  std::vector<engine::Input> inputs;      // all after it, in order
};

// Refusal "bad_clip" with what is wrong, for anything that no ClipRing can have written. Whatever the bytes are,
// nothing is read beyond them, and no more than two million inputs come of them.
[[nodiscard]] Result<Clip> unpack(std::span<const std::uint8_t> bytes);

}  // namespace liftguard::clip
