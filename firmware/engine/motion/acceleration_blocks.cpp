#include "firmware/engine/motion/acceleration_blocks.hpp"

#include "firmware/engine/units.hpp"

namespace liftguard::engine {
namespace {

constexpr float kWindowS = 0.3F;
constexpr float kBlockS = 0.045F;          // full at 50 ms for the usual rates, at every sample below 20 Hz
constexpr Duration kLongestHold{350'000};  // phones were seen to pause for 0.21 s
constexpr float kRoughnessS = 2.0F;
constexpr float kIntervalShare = 0.02F, kCoarseS = 0.048F;

}  // namespace

float RunningMean::push(float value, float seconds) {
  if (count_ == parts_.size()) {
    first_ = (first_ + 1) % parts_.size();
    --count_;
  }
  parts_[(first_ + count_++) % parts_.size()] = {value * seconds, seconds};
  float area = 0, total = 0;
  for (std::size_t i = count_; i-- > 0;) {
    const auto& part = parts_[(first_ + i) % parts_.size()];
    const float room = kWindowS - total;
    if (part.seconds >= room) {  // the oldest part counts for what of it is within the window
      area += part.area * (room / part.seconds);
      total = kWindowS;
      break;
    }
    area += part.area;
    total += part.seconds;
  }
  return area / total;
}

void RunningMean::clear() {
  first_ = count_ = 0;
}

std::optional<AccelerationBlock> AccelerationBlocks::push(Time at, float above_gravity) {
  const Sample sample{at, above_gravity};
  if (!last_) {
    last_ = sample;
    return std::nullopt;
  }
  const auto step = sample.at - last_->at;
  if (step <= Duration::zero()) return std::nullopt;
  const float seconds = to_seconds(step);
  if (step > kLongestHold)
    gap_ = true;
  else
    interval_s_ += kIntervalShare * (seconds - interval_s_);
  if (seconds_ == 0) low_ = high_ = sample.value;
  if (sample.value < low_) low_ = sample.value;
  if (sample.value > high_) high_ = sample.value;
  area_ += 0.5F * (last_->value + sample.value) * seconds;
  seconds_ += seconds;
  last_ = sample;
  if (seconds_ < kBlockS) return std::nullopt;
  return close(sample.at);
}

void AccelerationBlocks::clear() {
  last_.reset();
  area_ = seconds_ = 0;
  first_stage_.clear();
  second_stage_.clear();
}

void AccelerationBlocks::keep(KeptSenses& kept, Time now) const {
  if (last_) kept.sample = KeptSample{age_in_us(last_->at, now), last_->value};
  kept.area = area_;
  kept.seconds = seconds_;
  kept.low = low_;
  kept.high = high_;
  kept.interval_s = interval_s_;
}

void AccelerationBlocks::resume(const KeptSenses& kept, Time now) {
  if (kept.sample) last_ = Sample{now - Duration{kept.sample->ago_us}, kept.sample->value};
  area_ = kept.area;
  seconds_ = kept.seconds > 0 ? kept.seconds : 0.0F;
  low_ = kept.low;
  high_ = kept.high;
  interval_s_ = kept.interval_s;
}

AccelerationBlock AccelerationBlocks::give_again(const KeptBlock& block, Time now) {
  const float smooth = second_stage_.push(first_stage_.push(block.value, block.seconds), block.seconds);
  return {now - Duration{block.ago_us}, block.seconds, block.value, smooth, roughness_, 0, false};
}

bool AccelerationBlocks::coarse() const {
  return interval_s_ > kCoarseS;
}

AccelerationBlock AccelerationBlocks::close(Time end) {
  const float mean = area_ / seconds_;
  if (gap_) {
    first_stage_.clear();
    second_stage_.clear();
  }
  const float smooth = second_stage_.push(first_stage_.push(mean, seconds_), seconds_);
  const float share = seconds_ < kRoughnessS ? seconds_ / kRoughnessS : 1.0F;
  roughness_ += share * (magnitude(last_->value - smooth) - roughness_);
  const float above = high_ - smooth, below = smooth - low_;
  const AccelerationBlock block{end, seconds_, mean, smooth, roughness_, above > below ? above : below, gap_};
  area_ = seconds_ = 0;
  gap_ = false;
  return block;
}

}  // namespace liftguard::engine
