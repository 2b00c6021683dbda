// Random lives of several gateways: they look, write, pause in the middle of a look, die and start again, on clocks
// that run apart, while the test holds what they may never do.
#pragma once

#include <cstdint>

namespace liftguard::gateway::leases::testing {

struct Told {
  int acceptances = 0;  // writes that the database took
  int refusals = 0;     // writes refused by the fence or by a slot's epoch
  int takings = 0;      // times that a slot changed hands
  int deaths = 0;
  int pauses = 0;  // longer than a lease
};

struct Lives {
  std::uint64_t seed = 1;
  int gateways = 3;
  int events = 400;
};

// Fails the test, with the seed, when two gateways act for one slot at the same time, or a write is taken for a slot
// with an older epoch than one taken before.
[[nodiscard]] Told live(const Lives& lives);

}  // namespace liftguard::gateway::leases::testing
