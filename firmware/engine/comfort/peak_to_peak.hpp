// Peak-to-peak values of an oscillation as they are counted by ISO 18738-1: two successive peaks of opposite sign, with
// one crossing of zero between them. A histogram of fixed size stands in for the list, to 0.02 m/s².
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace liftguard::engine {

class PeakToPeak {
 public:
  void push(float value);
  void clear() { *this = PeakToPeak{}; }

  // 95 % of the values are at or below this (A95), in m/s²; 0 where there are none. The upper end of its bin.
  [[nodiscard]] float a95() const;
  [[nodiscard]] std::uint32_t count() const { return count_; }

 private:
  static constexpr std::size_t kBins = 128;
  std::array<std::uint16_t, kBins> bins_{};  // the last one: 2.54 m/s² and above
  std::size_t used_ = 0;                     // bins from here on are empty
  std::uint32_t count_ = 0;
  float peak_ = 0;         // of the half wave under way, without sign
  float peak_before_ = 0;  // of the one before; 0: none yet
  bool above_ = false;
};

}  // namespace liftguard::engine
