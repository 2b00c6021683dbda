// How a command to a box goes its way, without storage:
//
//   issued --> sent --> answered
//      \         \----> expired ----> answered (the box did it in time, its answer came late)
//       \-------------> expired
//
// A command is sent when it is issued and whenever the box is born again, and repeated until it is answered or expired.
// The box knows what it has done lately by the command's id, so that a repetition does nothing twice.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

#include "common/base/clock.hpp"
#include "common/wire/report.hpp"

namespace liftguard::gateway::commands {

// Numbers are those of the table commands.
enum class State : std::uint8_t { issued = 1, sent = 2, answered = 3, expired = 4 };

[[nodiscard]] constexpr bool is_open(State state) {
  return state == State::issued || state == State::sent;
}

// An answer travels on the event lane behind whatever waits there; the first repetition gives it that time.
inline constexpr Milliseconds kFirstRepeat = std::chrono::seconds{30};
inline constexpr Milliseconds kLongestRepeat = std::chrono::minutes{10};

// When a command that has been sent `sends` times (1 or more), lately at `sent`, is sent again if the box is there and
// has not answered. None: it will have expired.
[[nodiscard]] std::optional<UtcTime> next_repeat(int sends, UtcTime sent, UtcTime expires);

// At `expires` itself it may still be done.
[[nodiscard]] constexpr bool has_expired(UtcTime expires, UtcTime now) {
  return now > expires;
}

// Does an answer count? `repeated` says only that the box had answered before: it never takes the place of that answer,
// whichever of the two comes first. Of all others the first counts.
[[nodiscard]] bool takes(std::optional<wire::CommandOutcome> known, wire::CommandOutcome heard);

// May what was answered so turn out not to have lasted (settings that were rolled back)?
[[nodiscard]] bool may_be_undone(wire::CommandOutcome known);

// How long a command may take to reach a box that is not there.
inline constexpr Milliseconds kShortestLife = std::chrono::seconds{10};
inline constexpr Milliseconds kLongestLife = std::chrono::hours{24 * 30};

[[nodiscard]] std::string_view name_of(State state);
[[nodiscard]] std::string_view chinese(State state);
[[nodiscard]] std::string_view name_of(wire::CommandOutcome outcome);
[[nodiscard]] std::string_view chinese(wire::CommandOutcome outcome);

}  // namespace liftguard::gateway::commands
