// What a bad line does to packets: which are lost, and when the others come out. Pure; one direction. The same seed
// does the same to the same packets.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <random>

#include "common/base/clock.hpp"

namespace liftguard::line {

struct Weather {
  std::chrono::milliseconds delay{0};
  double loss = 0;                    // share of packets, 0 to 1
  std::size_t bytes_per_second = 0;   // 0: no bound
  std::size_t queue_bytes = 131'072;  // that wait for the rate; what comes above it is lost
};

class Direction {
 public:
  Direction(const Weather& weather, std::uint32_t seed) : weather_(weather), random_(seed) {}

  // When a packet that goes in now comes out at the other end; none: never. Order is kept.
  [[nodiscard]] std::optional<SteadyTime> pass(std::size_t bytes, SteadyTime now);

  [[nodiscard]] std::uint64_t packets() const { return packets_; }  // that went in
  [[nodiscard]] std::uint64_t bytes() const { return bytes_; }
  [[nodiscard]] std::uint64_t lost() const { return lost_; }  // packets

 private:
  Weather weather_;
  std::mt19937 random_;
  SteadyTime free_at_{};
  std::uint64_t packets_ = 0, bytes_ = 0, lost_ = 0;
};

}  // namespace liftguard::line
