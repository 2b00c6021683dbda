// Can this gateway take an alarm now (O7)? Pure.
#pragma once

#include <cstdint>
#include <string>

#include "common/base/clock.hpp"

namespace liftguard::gateway::watch {

// What is not written for so long is not written because it cannot be: the lease alone is renewed every 3 s.
inline constexpr Milliseconds kWritableLately = std::chrono::seconds{20};

struct Standing {
  Milliseconds unwritten{};    // since something was committed last
  bool leased = false;         // and may act on it (gateway/leases)
  std::uint64_t slots = 0;     // that it holds
  std::uint64_t sessions = 0;  // of these, subscribed at the broker
};

// Why not, for people; empty: it can. All boxes count: one slot without a session is a 64th of the city unheard.
[[nodiscard]] std::string why_not_ready(const Standing& standing);

}  // namespace liftguard::gateway::watch
