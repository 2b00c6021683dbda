// Who owns which of the 64 slots, and for how long: the rules of the leases, pure.
//
// Two clocks, and neither is ever compared with the other. When a lease ends is the database's clock's to say. How long
// its holder acts is measured on the holder's own steady clock, from before it asked for the renewal: the database's
// ten seconds begin later than that, so that the holder has stopped for at least 3.3 s when anybody else may begin,
// whatever was paused in between and although the two clocks run 30 % apart.
#pragma once

#include <array>
#include <bitset>
#include <chrono>
#include <cstdint>
#include <span>
#include <string>

#include "common/base/clock.hpp"
#include "common/wire/topics.hpp"

namespace liftguard::gateway::leases {

// Of a membership or of a slot's taking; from one counter in the database, 1 and up, never twice. 0: none.
using Epoch = std::uint64_t;
using SlotSet = std::bitset<wire::kSlots>;
using SlotEpochs = std::array<Epoch, wire::kSlots>;

inline constexpr Milliseconds kLease = std::chrono::seconds{10};
inline constexpr Milliseconds kRenewEvery = std::chrono::seconds{3};
inline constexpr std::chrono::microseconds kActFor = std::chrono::microseconds{kLease} * 2 / 3;

[[nodiscard]] constexpr bool renewal_is_due(SteadyTime now, SteadyTime asked) {
  return now - asked >= kRenewEvery;
}

// `asked`: just before the renewal that was granted was sent.
[[nodiscard]] constexpr bool may_act(SteadyTime now, SteadyTime asked) {
  return now >= asked && now - asked < kActFor;
}

struct Member {
  Epoch epoch = 0;
  std::string process;  // process.hpp
  SlotSet wanted;       // those that it may own
  UtcTime expires;      // by the database's clock
};

// `now`: the database's. `unchanged`: for how long, by the caller's steady clock, it has seen `expires` stand as it is.
// An end that is further away than a lease is long was written before the database's clock was set back (fault row D1):
// then the caller's own observation counts.
[[nodiscard]] constexpr bool has_lapsed(UtcTime expires, UtcTime now, std::chrono::microseconds unchanged) {
  return now >= expires || (expires - now > kLease && unchanged >= kLease);
}

// Who should own each slot (0: nobody wants it), the same whoever works it out. `members` are the live ones, rising by
// epoch; `holders` says who has each slot now. A slot stays where it is unless its holder has at least two more than
// another that wants it; a free one goes to whoever has the fewest, the eldest among equals. With equal wishes nobody
// ends up with more than one above anybody else.
[[nodiscard]] SlotEpochs share_out(std::span<const Member> members, const SlotEpochs& holders);

struct Plan {
  SlotSet take;     // free, and ours by right
  SlotSet give_up;  // ours, and another's by right
};

// What `self`, one of `members`, has to do about it.
[[nodiscard]] Plan plan_for(Epoch self, std::span<const Member> members, const SlotEpochs& holders);

}  // namespace liftguard::gateway::leases
