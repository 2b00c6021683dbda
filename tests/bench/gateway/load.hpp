// A whole load: everyday talkers, alarms beside them, a box that floods, or the counting that measures the broker.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "schemas/event_kind.hpp"
#include "tests/bench/gateway/link.hpp"
#include "tests/bench/gateway/talker.hpp"

namespace liftguard::bench {

struct LoadOptions {
  Door door;
  std::uint32_t first = 1;      // number of the first box
  std::uint32_t boxes = 1'000;  // that talk on `lane`
  unsigned connections = 4;     // which they share
  Lane lane = Lane::event;
  std::optional<double> per_second{};  // of all together; not set: as fast as `window` allows
  std::size_t window = 4'000;          // of all together
  Feedback feedback = Feedback::confirmations;

  double alarms_per_second = 0;  // one a box, over as many boxes behind the others as it takes
  bool flood = false;            // the box behind those sends events as fast as the broker takes them
  bool births = false;           // every box of `boxes` is born first

  std::uint64_t journal = 1;
  std::chrono::milliseconds warm_up{1'000}, measure{10'000};
};

// Runs it. One JSON object: rate and latencies of each kind, and what was not confirmed in the end.
[[nodiscard]] std::string run_load(const LoadOptions& options);

}  // namespace liftguard::bench
