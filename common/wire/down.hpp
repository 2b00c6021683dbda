// What the cloud says to one monitor on .../down, and what a gateway announces to its slot.
#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <variant>
#include <vector>

#include "common/base/clock.hpp"
#include "common/base/result.hpp"
#include "common/wire/command.hpp"
#include "common/wire/up.hpp"

namespace liftguard::wire {

inline constexpr std::size_t kMaxDownBytes = std::size_t{16} * 1024;
inline constexpr std::size_t kMaxRanges = 256;  // beyond the contiguous mark, a lane

struct LaneMark {
  Lane lane = Lane::alarm;
  std::uint64_t contiguous = 0;                                 // 1 .. contiguous are in the database
  std::vector<std::pair<std::uint64_t, std::uint64_t>> ranges;  // and these beyond: [first, last], rising, apart

  bool operator==(const LaneMark&) const = default;
};

// "These records are in the database." The only thing that frees a record of the journal.
struct Confirm {
  std::uint64_t journal = 0;
  std::uint64_t incarnation = 0;  // of the database; a new one may lower the marks
  std::vector<LaneMark> lanes;    // at most one a lane; a lane that is not there has nothing new

  bool operator==(const Confirm&) const = default;
};

struct ServerTime {
  UtcTime now{};

  bool operator==(const ServerTime&) const = default;
};

// DV-10: closes an episode that the sensors cannot.
struct CloseEpisode {
  std::uint64_t journal = 0;
  std::uint64_t episode = 0;
  UtcTime expires{};

  bool operator==(const CloseEpisode&) const = default;
};

inline constexpr std::size_t kMaxImageChunk = std::size_t{12} * 1024;
inline constexpr std::size_t kChunksAtOnce = 4;  // at most, in answer to one Progress

// A piece of an image, as a Progress asked for it.
struct ImageChunk {
  std::uint64_t version = 0;
  std::uint64_t offset = 0;  // within the image's file
  Bytes data;                // 1 byte to kMaxImageChunk

  bool operator==(const ImageChunk&) const = default;
};

enum class RescueStep : std::uint8_t { unknown = 0, dispatched = 1, accepted = 2, arrived = 3 };

// How the rescue of those in the car goes on.
struct RescueNews {
  std::uint64_t journal = 0;
  std::uint64_t episode = 0;
  RescueStep step = RescueStep::unknown;
  UtcTime at{};
  UtcTime expires{};  // not to be told to anybody afterwards

  bool operator==(const RescueNews&) const = default;
};

using Down = std::variant<Confirm, ServerTime, CloseEpisode, Command, ImageChunk, RescueNews>;

// Retained on lift/1/<slot>/gateway at every start of a gateway: monitors resend at once.
struct GatewayEpoch {
  std::uint64_t epoch = 0;
  std::uint64_t incarnation = 0;

  bool operator==(const GatewayEpoch&) const = default;
};

[[nodiscard]] Bytes encode(const Down& down);
[[nodiscard]] Bytes encode(const GatewayEpoch& epoch);

// Refusals "too_large", "malformed", "absurd" (a lane twice, ranges that overlap, fall or start below the mark; a
// command without a usable id, which could not be answered).
[[nodiscard]] Result<Down> decode_down(std::span<const std::uint8_t> payload);
[[nodiscard]] Result<GatewayEpoch> decode_gateway(std::span<const std::uint8_t> payload);

}  // namespace liftguard::wire
