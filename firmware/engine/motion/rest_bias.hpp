// The accelerometer's bias, learnt while the car stands. Blocks count 1.5 s late, so that a departure that is felt only
// then has not spoilt it.
#pragma once

#include <array>
#include <cstddef>

#include "firmware/engine/motion/acceleration_blocks.hpp"

namespace liftguard::engine {

class RestBias {
 public:
  // Taken as known to that deviation (m/s²); more rest improves it.
  void assume(float bias, float deviation);
  void learn(float mean, float seconds);
  void doubt();  // after a travel: the next rest counts quickly

  [[nodiscard]] float weight_s() const { return weight_s_; }
  void resume(float bias, float weight_s);  // as they were

  [[nodiscard]] float value() const { return bias_; }
  [[nodiscard]] float variance() const;

 private:
  float bias_ = 0;
  float weight_s_ = 0;  // seconds of rest behind it, bounded: a bias drifts
};

// Since when the smoothed acceleration has stayed at one value, whatever that is: at rest and at an even speed it is
// the bias.
class Steadiness {
 public:
  void push(const AccelerationBlock& block);
  void clear() { seconds_ = 0; }
  void resume(float seconds, float mean) {
    seconds_ = seconds > 0 ? seconds : 0.0F;
    mean_ = mean;
  }
  [[nodiscard]] float seconds() const { return seconds_; }
  [[nodiscard]] float mean() const { return mean_; }

 private:
  float seconds_ = 0, mean_ = 0;
};

// The last seconds of blocks, to go back to the true start of a departure.
class BlockHistory {
 public:
  static constexpr std::size_t kBlocks = 96;  // 4.8 s at 20 Hz

  void push(const AccelerationBlock& block);
  void clear() { count_ = 0; }
  [[nodiscard]] std::size_t size() const { return count_; }
  [[nodiscard]] const AccelerationBlock& at(std::size_t age) const {  // 0: the newest
    return blocks_[(next_ + kBlocks - 1 - age) % kBlocks];
  }

 private:
  std::array<AccelerationBlock, kBlocks> blocks_{};
  std::size_t next_ = 0, count_ = 0;
};

}  // namespace liftguard::engine
