// Median of three: a single wild sample vanishes, anything that lasts for two passes, one sample late and with its own
// time. The very first is never given out: nothing tells yet whether it is wild.
#pragma once

#include <array>
#include <cstddef>
#include <optional>

#include "firmware/engine/input.hpp"
#include "firmware/engine/units.hpp"

namespace liftguard::engine {

class SpikeGuard {
 public:
  struct Sample {
    Time at;
    float value;
  };

  [[nodiscard]] std::optional<Sample> push(Time at, float value) {
    const Sample sample{at, value};
    if (count_ < recent_.size()) {
      recent_[count_++] = sample;
      return std::nullopt;
    }
    const Sample middle{recent_[1].at, median(recent_[0].value, recent_[1].value, value)};
    recent_ = {recent_[1], sample};
    return middle;
  }
  void clear() { count_ = 0; }

  // As kept: its samples into a list that has room for two, and back.
  template <class List>
  [[nodiscard]] std::uint8_t keep(List& samples, Time now) const {
    for (std::size_t i = 0; i < count_; ++i) samples[i] = {age_in_us(recent_[i].at, now), recent_[i].value};
    return static_cast<std::uint8_t>(count_);
  }
  template <class List>
  void resume(const List& samples, std::size_t count, Time now) {
    for (count_ = 0; count_ < count; ++count_)
      recent_[count_] = {now - Duration{samples[count_].ago_us}, samples[count_].value};
  }

 private:
  std::array<Sample, 2> recent_{};
  std::size_t count_ = 0;
};

}  // namespace liftguard::engine
