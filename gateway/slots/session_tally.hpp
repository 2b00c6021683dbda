// What goes through the sessions of one broker, and how they stand: counted by whoever does it, read by whoever shows
// it (session_metrics.hpp). Any thread.
#pragma once

#include <atomic>
#include <cstdint>

namespace liftguard::gateway {

struct SessionTally {
  using Count = std::atomic<std::uint64_t>;

  // As of the last turn.
  Count sessions{0};        // that there are to be
  Count up{0};              // subscribed
  Count unacknowledged{0};  // messages that wait for the broker's word
  Count waiting{0};         // messages to boxes that wait for their session

  // Since the start.
  Count made{0};       // sessions that came to be subscribed, also again
  Count lost{0};       // or were not made
  Count forgotten{0};  // that the broker no longer knew (A2)
  Count disputed{0};   // that another client took, although their slots are ours
  Count received{0};
  Count confirmations{0}, times{0}, letters{0}, announcements{0};  // handed to the broker's client
  Count given_up{0};                                               // messages to boxes that found no session in time
};

}  // namespace liftguard::gateway
