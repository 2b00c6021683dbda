// What the monitor keeps over a reboot in one piece with the records of the same instant (DV-11): the engine's state,
// the book of episodes, when the next self-test is due, and which commands were taken.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "firmware/engine/kept.hpp"
#include "firmware/monitor/commands/command_log.hpp"
#include "firmware/monitor/episode_book.hpp"
#include "firmware/monitor/self_test_plan.hpp"

namespace liftguard::monitor {

struct KeptState {
  std::vector<std::uint8_t>
      engine;  // engine::encode's bytes, as they came: another build may read what this one cannot
  EpisodeBook episodes;
  std::optional<KeptSelfTest> self_test;
  CommandLog commands;
};

[[nodiscard]] std::vector<std::uint8_t> encode_engine(const engine::Kept& kept);

// None for nothing, or for what this build cannot read.
[[nodiscard]] std::optional<engine::Kept> engine_of(const KeptState& kept);

// Those that the program before had lost when it ended, by name.
[[nodiscard]] std::set<std::string> sensors_lost_of(const KeptState& kept);

[[nodiscard]] std::vector<std::uint8_t> encode(const KeptState& kept);

// Reads this version and those before. Null for nothing, or for bytes that encode() cannot have written.
[[nodiscard]] std::optional<KeptState> decode_kept(std::span<const std::uint8_t> bytes);

}  // namespace liftguard::monitor
