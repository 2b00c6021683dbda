// Chance in eight bytes (SplitMix64, Steele, Lea, Flood 2014), the same on every host: ten thousand boxes have one
// each.
#pragma once

#include <cmath>
#include <cstdint>

namespace liftguard::fleet {

class Chance {
 public:
  explicit Chance(std::uint64_t seed) : state_(seed) {}

  std::uint64_t bits() {
    state_ += 0x9E3779B97F4A7C15;
    auto mixed = state_;
    mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
    mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
    return mixed ^ (mixed >> 31);
  }
  double uniform() { return static_cast<double>(bits() >> 11) * 0x1.0p-53; }  // [0, 1)
  bool happens(double probability) { return uniform() < probability; }
  std::uint64_t below(std::uint64_t bound) { return bits() % bound; }  // bound far below 2^64: the bias is none
  double until_next(double per_second) { return -std::log(1.0 - uniform()) / per_second; }  // seconds, Poisson

 private:
  std::uint64_t state_;
};

}  // namespace liftguard::fleet
