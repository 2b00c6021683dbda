// What becomes of an upload by what came of its request. Pure.
//
// The one danger is sending twice what the receiver takes twice. So a request is sent again by itself only where
// nothing was taken for certain (the receiver was not reached, or turned the sender away), or where the receiver is
// known to take a key once.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "common/base/clock.hpp"
#include "common/uploads/types.hpp"

namespace liftguard::uploads {

enum class Came : std::uint8_t {
  accepted = 1,
  refused = 2,      // this message, with a reason: the same again would fare no better
  turned_away = 3,  // the sender, not the message: not reached, not let in, asked to wait. Nothing was taken
  lost = 4          // it may have been taken
};

// Of an answer that has come whole. 2xx is accepted. 401, 403, 404, 405, 407, 429 and redirects turn the sender away:
// token or address are wrong, or it is too fast. 408, 425 and 5xx say nothing about what was done. Other 4xx refuse.
[[nodiscard]] Came came_of_status(long status);

struct Attempt {
  Came came = Came::lost;
  Repeats repeats = Repeats::unknown;
  int failures = 1;                           // of this receiver in a row, with this one; 1 at least where it failed
  std::optional<Milliseconds> retry_after{};  // the receiver's own word
};

struct Verdict {
  State state = State::unknown;
  Milliseconds wait{0};   // of this row before its next try
  Milliseconds pause{0};  // of the receiver before anything else is sent to it

  bool operator==(const Verdict&) const = default;
};

// `random` in [0, 1) spreads the waits by a fifth either way. What the receiver asks for counts up to `longest`.
[[nodiscard]] Verdict judge(const Attempt& attempt, const BackOff& rule, double random);

// A claim whose gateway has gone: it may have been sent.
[[nodiscard]] constexpr State after_lapse(Repeats repeats) {
  return repeats == Repeats::idempotent ? State::pending : State::unknown;
}

// May a person send this again, or settle it?
[[nodiscard]] bool may_resend(State state);
[[nodiscard]] bool may_settle(State from, State to);

}  // namespace liftguard::uploads
