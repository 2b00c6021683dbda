// What a bad network does to messages, by chance: repeated (A7), late and out of order (A8), and beside them such as no
// box ever made (E1). Applies to the up lanes.
#pragma once

#include <chrono>
#include <cstdint>
#include <vector>

#include "simulators/fleet/chance.hpp"

namespace liftguard::fleet {

// Shares of the messages, 0 to 1.
struct Mischief {
  double duplicate = 0;  // sent 2 to 5 times at once, the DUP flag set or not
  double delay = 0;      // of the records: nothing of it leaves before a time drawn up to `delay_most`
  double reorder = 0;    // goes after the next one
  double repeat = 0;     // the same bytes once more, after a time drawn up to `delay_most`
  double malformed = 0;  // followed by bytes that are no message
  std::chrono::milliseconds delay_most{30'000};
};

[[nodiscard]] inline std::chrono::milliseconds draw_delay(const Mischief& mischief, Chance& chance) {
  return std::chrono::milliseconds(chance.below(static_cast<std::uint64_t>(mischief.delay_most.count()) + 1));
}

// Something that no decoder takes: nothing, noise, a message without its end or with another's name, 20 KiB.
[[nodiscard]] std::vector<std::uint8_t> make_malformed(std::vector<std::uint8_t> message, Chance& chance);

}  // namespace liftguard::fleet
