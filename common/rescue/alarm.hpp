// What an alarm does, before any order is touched (RS-3, RS-4, RS-9, RS-13).
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "common/base/clock.hpp"

namespace liftguard::rescue {

// An alarm that took longer than this on its way is marked late with its true time (RS-13; the length is decided here:
// four resends of the alarm lane at its longest pause).
inline constexpr Milliseconds kLateAfter = std::chrono::seconds{60};

// RS-9: an order closed while the box's episode is open rings again after this.
inline constexpr Milliseconds kRingAgainAfter = std::chrono::minutes{10};

// RS-10: a closed order can be changed for this long from 发生时间.
inline constexpr Milliseconds kOperableFor = std::chrono::hours{72};

// What is known when a trapped event comes in. Flags are named for what makes them true.
struct TrappedFacts {
  bool elevator_known = true;
  bool order_open = false;         // the elevator has an open order
  bool order_has_episode = false;  // ... which another episode of a box belongs to
  bool episode_numbered = true;    // false: from the public or the desk
  bool episode_ended = false;      // its recovered is known already
  bool episode_has_order = false;  // it was seen before and belongs to an order, open or closed
};

enum class TrappedDecision : std::uint8_t {
  open_order = 1,        // RS-3
  new_cause = 2,         // RS-4: attach to the open order, tell again
  attach = 3,            // the same incident, from another source or again: attach, tell nobody
  desk_only = 4,         // RS-13: over before we knew
  unknown_elevator = 5,  // fault row E15: the desk, no elevator guessed
  order_closed = 6,      // the same episode again after its order was closed: ring the desk
};

[[nodiscard]] TrappedDecision decide_trapped(const TrappedFacts& facts);
[[nodiscard]] bool is_late(UtcTime happened, UtcTime received);

}  // namespace liftguard::rescue
