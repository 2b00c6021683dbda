// The last seconds of air pressure, as means of a quarter of a second, with level and slope over any part of them.
#pragma once

#include <array>
#include <cstddef>
#include <optional>

#include "firmware/engine/input.hpp"
#include "firmware/engine/motion/spike_guard.hpp"
#include "schemas/engine_state.hpp"

namespace liftguard::engine {

struct PressureBlock {
  Time at;  // middle of its samples
  float pa;
  float seconds;  // since the block before
};

struct Slope {
  float pa_per_s;
  float deviation_squared;  // of pa_per_s, from the residuals
  float seconds;            // between first and last block
  std::size_t blocks;
};

class PressureTrack {
 public:
  // One sample; gives a block when one is full (at 1 Hz every sample is one).
  std::optional<PressureBlock> push(Time at, float pa);
  void clear();

  // Least squares over the blocks at or after `from`; nullopt for fewer than three.
  [[nodiscard]] std::optional<Slope> slope_since(Time from) const;
  // Median of the blocks in [from, to], or of the one before `to` nearest to it; nullopt if there is none.
  [[nodiscard]] std::optional<float> level_between(Time from, Time to) const;
  [[nodiscard]] std::optional<PressureBlock> latest() const;

  struct Level {
    float pa, band;
    float side;  // +1: pressure is, or was, above the level; -1: below it
  };
  // When pressure, now away from the level on that side, last left its band; nullopt: not since the oldest block.
  [[nodiscard]] std::optional<Time> left_level(const Level& level) const;
  // When pressure, now at the level, came into its band from that side; what is away for less than 0.7 s is a gust.
  [[nodiscard]] std::optional<Time> reached_level(const Level& level) const;
  // Noise of a block, one standard deviation, whatever the car's speed.
  [[nodiscard]] float noise_pa() const { return noise_; }
  void know_noise(float pa) { noise_ = pa; }
  void keep(KeptSenses& kept, Time now) const;
  void resume(const KeptSenses& kept, Time now);

 private:
  static constexpr std::size_t kBlocks = 64;  // 16 s at 4 Hz
  std::optional<PressureBlock> accept(Time at, float pa);
  void learn_noise();
  [[nodiscard]] const PressureBlock& block(std::size_t age) const;  // 0: the newest
  [[nodiscard]] bool is_away(std::size_t age, const Level& level) const;
  [[nodiscard]] Time crossing(std::size_t older, const Level& level) const;

  std::array<PressureBlock, kBlocks> blocks_{};
  std::size_t next_ = 0, count_ = 0;
  SpikeGuard guard_;
  float noise_ = 0.5F;
  float datum_ = 0;  // keeps sums small: floats have 24 bits and 101,325 Pa takes 17 of them
  float sum_ = 0;
  Duration sum_offset_{};
  std::size_t samples_ = 0;
  Time first_at_{};
};

// Pascals a metre of height at that pressure and temperature: dp = -rho g dh, rho of dry air (287.05 J/kg/K).
[[nodiscard]] float pascals_per_metre(float pa, float celsius);
// Metres risen from one pressure to another; air is thinner at the top, so the mean of both counts.
[[nodiscard]] float metres_risen(float from_pa, float to_pa, float pa_per_m_there);

}  // namespace liftguard::engine
