// What the monitor keeps over a reboot in one piece with the records of the same instant (DV-11): the engine's state
// and the book of episodes.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "firmware/engine/kept.hpp"
#include "firmware/monitor/episode_book.hpp"

namespace liftguard::monitor {

struct KeptState {
  std::optional<engine::Kept> engine;  // none where this build cannot read it
  EpisodeBook episodes;
};

[[nodiscard]] std::vector<std::uint8_t> encode(const engine::Kept& kept, const EpisodeBook& episodes);

// Null for nothing, or for bytes that encode() cannot have written.
[[nodiscard]] std::optional<KeptState> decode_kept(std::span<const std::uint8_t> bytes);

}  // namespace liftguard::monitor
