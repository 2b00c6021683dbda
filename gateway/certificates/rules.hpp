// Which certificates the authority signs without a person, for boxes that renew theirs.
//
// Who asks is known: the request came over a connection that the box's present certificate opened, on the box's own
// topic. So what a thief of a running box gains is a certificate for the same box, for as long as nobody has taken that
// box out of the registry; and how many is bounded.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

#include "common/base/clock.hpp"

namespace liftguard::gateway::certificates {

// Numbers are those of the table certificate_requests.
enum class State : std::uint8_t { waiting = 1, given = 2, refused = 3, overtaken = 4 };

[[nodiscard]] std::string_view name_of(State state);
[[nodiscard]] std::string_view chinese(State state);

inline constexpr int kMostGiven = 3;  // to one box within kGivenWithin
inline constexpr std::chrono::hours kGivenWithin{24 * 30};

// The same request comes again a day later when its answer was lost or not taken into use (the box asks daily).
inline constexpr std::chrono::hours kAnswerAgainAfter{12};

// A request that is there already: is it to be decided anew?
[[nodiscard]] bool is_asked_again(State state, std::optional<UtcTime> decided, UtcTime now);

// `given`: to this box within kGivenWithin before now.
[[nodiscard]] constexpr bool may_be_given(int given) {
  return given < kMostGiven;
}

}  // namespace liftguard::gateway::certificates
