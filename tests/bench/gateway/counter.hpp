// The limit that the broker sets: a subscriber like the gateway's sessions that does nothing but count.
#pragma once

#include <cstdint>
#include <stop_token>
#include <string>
#include <vector>

#include "schemas/event_kind.hpp"
#include "tests/bench/gateway/link.hpp"
#include "tests/bench/gateway/talker.hpp"

namespace liftguard::bench {

class Counter {
 public:
  Counter(const Door& door, const std::string& client_id, const std::vector<std::uint8_t>& slots, Lane lane);

  // Until told to stop. Gives what was counted between the two times.
  std::uint64_t run(const std::stop_token& stop, Tally& tally, BenchClock::time_point from,
                    BenchClock::time_point until);

 private:
  Link link_;
};

}  // namespace liftguard::bench
