// What the link has done since the start, for the health report, and how it stands, for a person at the box.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

namespace liftguard::monitor {

// Counted by the network's thread, read by any.
struct LinkCounts {
  std::atomic<std::uint64_t> connects{0};
  std::atomic<std::uint64_t> disconnects{0};  // lost, not ended by us
  std::atomic<std::uint64_t> sent{0};         // records handed to the broker, repeats included
  std::atomic<bool> online{false};
  std::atomic<std::size_t> sent_unconfirmed{0};  // alarms, as link::Status has it
};

}  // namespace liftguard::monitor
