#include "firmware/engine/comfort/peak_to_peak.hpp"

#include "firmware/engine/units.hpp"

namespace liftguard::engine {
namespace {

constexpr float kBin = 0.02F;  // m/s²
constexpr std::uint16_t kFull = 0xFFFF;

}  // namespace

void PeakToPeak::push(float value) {
  const bool above = value >= 0;
  if (above != above_) {
    if (peak_before_ > 0) {
      const float place = (peak_ + peak_before_) / kBin;
      const std::size_t bin = place < static_cast<float>(kBins - 1) ? static_cast<std::size_t>(place) : kBins - 1;
      if (bin >= used_) used_ = bin + 1;
      auto& bar = bins_[bin];
      if (bar < kFull) ++bar, ++count_;
    }
    peak_before_ = peak_;
    peak_ = 0;
    above_ = above;
  }
  if (magnitude(value) > peak_) peak_ = magnitude(value);
}

float PeakToPeak::a95() const {
  if (count_ == 0) return 0;
  std::uint32_t above = 0;  // values in higher bins
  for (std::size_t bin = used_; bin-- > 0;) {
    above += bins_[bin];
    if (20 * above > count_) return static_cast<float>(bin + 1) * kBin;
  }
  return 0;
}

}  // namespace liftguard::engine
