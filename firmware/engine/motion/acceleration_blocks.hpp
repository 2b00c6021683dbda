// Acceleration samples at any rate (10 to 400 Hz, irregular) as blocks of about 50 ms, and the blocks smoothed.
//
// The smoothing is two running means of 0.3 s, one after the other. Their zeros stand at 3.3 and 6.7 Hz: where a car
// rings after boarding (3-4 Hz) and where a passenger's step shows (6-7 Hz). A ride's pulse, 0.83 s at least, passes.
#pragma once

#include <array>
#include <cstddef>
#include <optional>

#include "firmware/engine/input.hpp"
#include "schemas/engine_state.hpp"

namespace liftguard::engine {

struct AccelerationBlock {
  Time end;
  float seconds;    // its length
  float mean;       // m/s² above standard gravity, along the car's vertical
  float smooth;     // the same, smoothed: belongs to kSmoothingDelay before `end`
  float roughness;  // slow mean of |raw - smooth|: vibration and noise
  float peak;       // greatest |raw - smooth| in it
  bool after_gap;   // samples were missing before it
};

inline constexpr Duration kSmoothingDelay{300'000};

// Mean over the last 0.3 s of blocks of different lengths.
class RunningMean {
 public:
  float push(float value, float seconds);
  void clear();

 private:
  struct Part {
    float area, seconds;
  };
  std::array<Part, 8> parts_{};
  std::size_t first_ = 0, count_ = 0;
};

class AccelerationBlocks {
 public:
  // One sample; gives a block when one is full. Samples of the same time as the one before are passed over.
  [[nodiscard]] std::optional<AccelerationBlock> push(Time at, float above_gravity);
  [[nodiscard]] float roughness() const { return roughness_; }
  void know_roughness(float roughness) { roughness_ = roughness; }
  void keep(KeptSenses& kept, Time now) const;
  void resume(const KeptSenses& kept, Time now);
  // A block that it had given before: the smoothing goes on from there.
  AccelerationBlock give_again(const KeptBlock& block, Time now);
  void clear();  // after a gap: what was before says nothing any more
  // Below 20 Hz a machine's hum may be folded down to a slow acceleration that nothing here can tell from a real one.
  [[nodiscard]] bool coarse() const;

 private:
  struct Sample {
    Time at;
    float value;
  };
  [[nodiscard]] AccelerationBlock close(Time end);

  std::optional<Sample> last_;
  float area_ = 0, seconds_ = 0, low_ = 0, high_ = 0;
  bool gap_ = false;
  RunningMean first_stage_, second_stage_;
  float roughness_ = 0;
  float interval_s_ = 0.01F;  // slow mean
};

}  // namespace liftguard::engine
