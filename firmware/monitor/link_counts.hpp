// What the link has done since the start, for the health report.
#pragma once

#include <atomic>
#include <cstdint>

namespace liftguard::monitor {

// Counted by the network's thread, read by any.
struct LinkCounts {
  std::atomic<std::uint64_t> connects{0};
  std::atomic<std::uint64_t> disconnects{0};  // lost, not ended by us
  std::atomic<std::uint64_t> sent{0};         // records handed to the broker, repeats included
};

}  // namespace liftguard::monitor
