// Carries packets between the two ends of the line, as its weather has it.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <vector>

#include "common/base/clock.hpp"
#include "simulators/line/weather.hpp"

namespace liftguard::line {

class Relay {
 public:
  // Descriptors of the ends, which must outlive it. The same weather both ways.
  Relay(int near, int far, const Weather& weather, std::uint32_t seed, const SteadyClock& clock);

  // Carries what there is to carry; waits at most `patience` for something. Throws std::system_error.
  void step(std::chrono::milliseconds patience);

  // Packets that went in at the near end and at the far end.
  [[nodiscard]] const Direction& outward() const { return ways_[0].direction; }
  [[nodiscard]] const Direction& homeward() const { return ways_[1].direction; }

 private:
  struct Packet {
    SteadyTime out_at;
    std::vector<std::uint8_t> bytes;
  };
  struct Way {
    int from, to;
    Direction direction;
    std::deque<Packet> under_way;  // in order of coming out
  };
  void take_in(Way& way);
  void let_out(Way& way);

  const SteadyClock& clock_;
  std::array<Way, 2> ways_;
};

}  // namespace liftguard::line
