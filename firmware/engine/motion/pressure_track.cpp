#include "firmware/engine/motion/pressure_track.hpp"

#include "firmware/engine/units.hpp"

namespace liftguard::engine {
namespace {

constexpr Duration kBlock{240'000};  // full at 250 ms for the usual rates
constexpr float kGust = 10.0F;
constexpr float kBendPerDeviation = 1.954F;  // E|x| of a normal is 0.798 deviations; a second difference has sqrt(6)
constexpr float kNoiseShare = 0.02F;
constexpr Duration kGustLasts{700'000};
constexpr float kAirGasConstant = 287.05F;
constexpr float kZeroCelsius = 273.15F;

}  // namespace

float pascals_per_metre(float pa, float celsius) {
  return pa * kGravity / (kAirGasConstant * (celsius + kZeroCelsius));
}

float metres_risen(float from_pa, float to_pa, float pa_per_m_there) {
  return (from_pa - to_pa) / (pa_per_m_there * 0.5F * (from_pa / to_pa + 1.0F));
}

std::optional<PressureBlock> PressureTrack::push(Time at, float pa) {
  const auto guarded = guard_.push(at, pa);
  if (!guarded) return std::nullopt;
  return accept(guarded->at, guarded->value);
}

void PressureTrack::clear() {
  next_ = count_ = samples_ = 0;
  guard_.clear();
}

std::optional<PressureBlock> PressureTrack::accept(Time at, float pa) {
  if (samples_ == 0) {
    first_at_ = at;
    datum_ = pa;
    sum_ = 0;
    sum_offset_ = Duration::zero();
  }
  sum_ += pa - datum_;
  sum_offset_ += at - first_at_;
  ++samples_;
  const Time before = count_ > 0 ? block(0).at : at - kBlock;
  if (at - before < kBlock) return std::nullopt;
  const auto n = static_cast<std::int64_t>(samples_);
  const Time middle = first_at_ + Duration{sum_offset_.count() / n};
  const PressureBlock full{middle, datum_ + sum_ / static_cast<float>(samples_), to_seconds(middle - before)};
  blocks_[next_] = full;
  next_ = (next_ + 1) % kBlocks;
  if (count_ < kBlocks) ++count_;
  samples_ = 0;
  learn_noise();
  return full;
}

const PressureBlock& PressureTrack::block(std::size_t age) const {
  return blocks_[(next_ + kBlocks - 1 - age) % kBlocks];
}

std::optional<PressureBlock> PressureTrack::latest() const {
  if (count_ == 0) return std::nullopt;
  return block(0);
}

// From second differences, which a constant speed leaves at zero; a gust counts for no more than kGust.
void PressureTrack::learn_noise() {
  if (count_ < 3) return;
  const float bend = magnitude(block(0).pa - 2.0F * block(1).pa + block(2).pa);
  const float deviation = (bend < kGust ? bend : kGust) / kBendPerDeviation;
  noise_ += kNoiseShare * (deviation - noise_);
}

std::optional<Slope> PressureTrack::slope_since(Time from) const {
  std::size_t n = 0;
  while (n < count_ && block(n).at >= from) ++n;
  if (n < 3) return std::nullopt;
  const float datum = block(0).pa;
  const Time zero = block(0).at;
  float st = 0, sp = 0;
  for (std::size_t i = 0; i < n; ++i) {
    st += to_seconds(block(i).at - zero);
    sp += block(i).pa - datum;
  }
  const float count = static_cast<float>(n);
  const float mt = st / count, mp = sp / count;
  float tt = 0, tp = 0, pp = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const float t = to_seconds(block(i).at - zero) - mt;
    const float p = block(i).pa - datum - mp;
    tt += t * t;
    tp += t * p;
    pp += p * p;
  }
  if (tt <= 0) return std::nullopt;
  const float slope = tp / tt;
  const float residual = pp - slope * tp;
  const float variance = residual > 0 ? residual / (count - 2.0F) : 0.0F;
  return Slope{slope, variance / tt, to_seconds(zero - block(n - 1).at), n};
}

void PressureTrack::keep(KeptSenses& kept, Time now) const {
  kept.air_spike_count = guard_.keep(kept.air_spikes, now);
  kept.air_samples = static_cast<std::uint16_t>(samples_);
  kept.air_first_us = age_in_us(first_at_, now);
  kept.air_datum = datum_;
  kept.air_sum = sum_;
  kept.air_offset = sum_offset_;
  const std::size_t count = count_ < kept.air.size() ? count_ : kept.air.size();
  kept.air_count = static_cast<std::uint8_t>(count);
  for (std::size_t i = 0; i < count; ++i) {
    const auto& one = block(count - 1 - i);
    kept.air[i] = {age_in_us(one.at, now), one.seconds, one.pa};
  }
}

void PressureTrack::resume(const KeptSenses& kept, Time now) {
  guard_.resume(kept.air_spikes, kept.air_spike_count, now);
  samples_ = kept.air_samples;
  first_at_ = now - Duration{kept.air_first_us};
  datum_ = kept.air_datum;
  sum_ = kept.air_sum;
  sum_offset_ = kept.air_offset;
  for (count_ = next_ = 0; count_ < kept.air_count; next_ = ++count_) {
    const auto& one = kept.air[count_];
    blocks_[count_] = {now - Duration{one.ago_us}, one.value, one.seconds};
  }
}

bool PressureTrack::is_away(std::size_t age, const Level& level) const {
  return (block(age).pa - level.pa) * level.side > level.band;
}

// Between that block and the one after it, on a straight line.
Time PressureTrack::crossing(std::size_t older, const Level& level) const {
  const auto& a = block(older);
  const auto& b = block(older - 1);
  const float from = (a.pa - level.pa) * level.side, to = (b.pa - level.pa) * level.side;
  const float share = to == from ? 0.0F : (level.band - from) / (to - from);
  return a.at + to_duration(share * to_seconds(b.at - a.at));
}

std::optional<Time> PressureTrack::left_level(const Level& level) const {
  for (std::size_t age = 1; age < count_; ++age)
    if (!is_away(age, level) && is_away(age - 1, level)) return crossing(age, level);
  return std::nullopt;
}

std::optional<Time> PressureTrack::reached_level(const Level& level) const {
  std::size_t youngest = 0;  // of those away together
  for (std::size_t age = 1; age < count_; ++age) {
    if (!is_away(age, level)) {
      youngest = 0;
      continue;
    }
    if (youngest == 0) youngest = age;
    if (block(youngest - 1).at - block(age).at > kGustLasts) return crossing(youngest, level);
  }
  return std::nullopt;
}

std::optional<float> PressureTrack::level_between(Time from, Time to) const {
  std::array<float, 16> sorted{};
  std::size_t n = 0;
  for (std::size_t age = 0; age < count_ && n < sorted.size(); ++age) {
    const auto& one = block(age);
    if (one.at > to) continue;
    if (one.at < from && n > 0) break;
    std::size_t place = n++;
    for (; place > 0 && sorted[place - 1] > one.pa; --place) sorted[place] = sorted[place - 1];
    sorted[place] = one.pa;
    if (one.at < from) break;
  }
  if (n == 0) return std::nullopt;
  return n % 2 == 1 ? sorted[n / 2] : 0.5F * (sorted[n / 2 - 1] + sorted[n / 2]);
}

}  // namespace liftguard::engine
