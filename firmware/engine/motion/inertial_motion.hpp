// Rides by the accelerometer, with the barometer's help where there is one (DV-1).
//
//   standing  ->  leaving    the smoothed acceleration has lasted in one direction for a speed of 0.15 m/s
//   leaving   ->  standing   it came to nothing (a shock, a shifted phone): the old standstill goes on as if unbroken
//   leaving   ->  going      speed above 0.25 m/s, and the barometer, where there is one, has seen the car move
//   going     ->  standing   quiet, and arrived (arrival.hpp); the end is where the quiet began
//
// To the rules `leaving` is still a standstill: no dwell time breaks because of a passenger who jumps.
#pragma once

#include <optional>

#include "firmware/engine/kept.hpp"
#include "firmware/engine/motion/acceleration_blocks.hpp"
#include "firmware/engine/motion/arrival.hpp"
#include "firmware/engine/motion/pressure_track.hpp"
#include "firmware/engine/motion/rest_bias.hpp"
#include "firmware/engine/motion/scale.hpp"
#include "firmware/engine/motion/travel.hpp"
#include "firmware/engine/motion/travel_filter.hpp"

namespace liftguard::engine {

class InertialMotion {
 public:
  // Pressure as it is at hand; null track: no barometer, or lost.
  struct Air {
    const PressureTrack* track = nullptr;
    float pa_per_m = 12.0F;  // at 20 °C
    bool awaited = false;    // there is a barometer, whether or not it has spoken yet
  };

  // Standing since `now`, nothing known of the bias but that it is below 0.3 m/s².
  void begin(Time now);
  void stood_since(Time since) { standing_since_ = since; }
  void know_bias(float bias, float deviation);
  void restore_scales(const KeptMotion& kept);
  void resume(float bias, float weight_s, Time stood_since);  // as if it had been here all the time

  void keep(KeptSenses& kept, Time now) const;
  void remember(const AccelerationBlock& block) { history_.push(block); }
  void resume_steadiness(const KeptSenses& kept) { steady_.resume(kept.steady_s, kept.steady_mean); }

  // One block; gives the travel that has ended with it.
  std::optional<Travel> take(const AccelerationBlock& block, const Air& air, const Surroundings& around);
  void take_pressure(const PressureBlock& block, const Air& air);

  // No further block will come: the travel that has plainly ended but was not yet confirmed, or whose beginning alone
  // was seen.
  std::optional<Travel> finish(const Air& air);

  [[nodiscard]] bool standing() const { return state_ != State::going; }
  [[nodiscard]] bool settled() const { return state_ == State::standing && !onset_; }
  [[nodiscard]] Time standing_since() const { return standing_since_; }
  [[nodiscard]] std::optional<Time> leaving_since() const {
    return state_ == State::leaving ? std::optional<Time>(start_) : std::nullopt;
  }
  // Of the travel under way; nullopt at rest, or where pressure did not see it.
  struct Departure {
    Time start;
    float before_pa;
  };
  [[nodiscard]] std::optional<Departure> departure() const;
  [[nodiscard]] float displacement() const;  // since the last standstill
  // Metres that the car, standing between zones, was moved too slowly to be felt, since this was last asked.
  float take_crept(const Air& air);
  [[nodiscard]] float velocity() const;
  [[nodiscard]] bool whole() const {
    return state_ == State::standing || whole_;
  }                                                // the travel under way is known from its start
  [[nodiscard]] float velocity_variance() const {  // (m/s)², without the scale's share
    return state_ == State::standing ? 0.0F : filter_.velocity_variance();
  }
  [[nodiscard]] bool gaining_speed() const;
  [[nodiscard]] const RestBias& bias() const { return bias_; }
  [[nodiscard]] const Scale& air_scale() const { return air_scale_; }
  [[nodiscard]] const Scale& own_scale() const { return own_scale_; }
  // A ride between two known floors has shown how long it was.
  void learn_length(float true_metres, float metres) { own_scale_.learn(true_metres, metres / own_scale_.factor()); }

 private:
  enum class State : std::uint8_t { standing, leaving, going };

  void stand(const AccelerationBlock& block, const Air& air, const Surroundings& around);
  void learn_first_bias(const Air& air, Time now);
  void make_sure(const Air& air, Time now);
  void learn_anew(const Air& air, Time now);
  [[nodiscard]] bool still_air(const Air& air, Time since, Time now) const;
  [[nodiscard]] float at_rest() const;
  [[nodiscard]] float felt_of(const AccelerationBlock& block) const;
  void suspect_scale();
  void feel_onset(const AccelerationBlock& block, float felt);
  void learn_bias();
  void leave(const AccelerationBlock& block, const Air& air);
  [[nodiscard]] std::optional<Slope> unfelt_slope(const Air& air, const Surroundings& around);
  void leave_unfelt(const AccelerationBlock& block, const Air& air, const Slope& slope);
  std::optional<Travel> travel(const AccelerationBlock& block, const Air& air, const Surroundings& around);
  void advance(const AccelerationBlock& block);
  void come_to_nothing();
  void confirm_or_refute(const Air& air, Time now);
  void feel_quiet(const AccelerationBlock& block);
  void feel_still_air(const Air& air, Time now);
  [[nodiscard]] bool bumps() const;
  [[nodiscard]] float gone_since(Time at) const;
  [[nodiscard]] QuietEvidence evidence(Time now, const Air& air, const Surroundings& around) const;
  [[nodiscard]] bool air_would_tell(const Air& air, Time now);
  std::optional<Travel> arrive(const Air& air, Time now);
  void refute();
  [[nodiscard]] std::optional<float> seen_by_pressure(const Air& air) const;
  [[nodiscard]] std::optional<float> settled_by_pressure(const Air& air, Time now) const;
  void see_settled(float seen, const Air& air, Time now);

  State state_ = State::standing;
  Time first_{}, standing_since_{}, start_{}, looked_at_{};
  bool begun_ = false;
  bool bias_known_ = false;
  RestBias bias_;
  BlockHistory history_;
  Steadiness steady_;
  float at_door_s_ = 0;     // for how long the door has been open in a zone
  bool rest_sure_ = false;  // it has stood since begin(): before that it may be anywhere on its way
  bool whole_ = true;       // the travel under way began at a sure standstill

  std::optional<Time> onset_;  // since when the smoothed acceleration points one way
  float onset_sign_ = 0;

  // Pressure: (3.5 %)² at first, 0.3 m of wander. Accelerometer: (0.6 %)² at first, 0.1 m of noise.
  Scale air_scale_{{.first_variance = 1.2e-3F, .length_m2 = 0.09F, .share_squared = 2e-5F}};
  Scale own_scale_{{.first_variance = 4e-5F, .length_m2 = 0.01F, .share_squared = 2e-5F}};
  TravelFilter filter_;
  float balance_ = 0, peak_balance_ = 0, peak_speed_ = 0, inertial_ = 0, balance_doubt_ = 0;
  bool unfelt_ = false;  // some of the travel was not felt
  std::optional<float> pressure_before_;
  float crept_pa_ = 0;
  std::optional<Time> quiet_since_;
};

}  // namespace liftguard::engine
