// Foresees the next number of a sensor from the ones before: by whichever has lately been nearest of the last number,
// a slow mean, and a filter that learns how the signal swings (normalised least mean squares).
//
// Single floats, one operation after the other: the box that packs and the host that unpacks foresee the same.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace liftguard::clip {

class Predictor {
 public:
  [[nodiscard]] std::int32_t foresee();
  void learn(std::int32_t actual);  // what foresee() should have said

 private:
  static constexpr std::size_t kTaps = 16;
  static constexpr std::size_t kExperts = 3;  // last, mean, filter

  bool begun_ = false;
  std::int32_t last_ = 0;
  float mean_ = 0;
  std::array<float, kTaps> past_{};  // less the mean, newest first
  std::array<float, kTaps> weights_{};
  float power_ = 0;  // of past_
  std::array<std::int32_t, kExperts> foreseen_{};
  std::array<float, kExperts> misses_{};  // mean size
};

}  // namespace liftguard::clip
