// Rides by the barometer alone (no accelerometer, or it is lost), at 1 Hz and above: a steep slope that has carried the
// car away from where it stood begins one, a flat time ends it. When it began and ended is where the pressure left the
// one level and reached the other, less the time in which a lift gains that little height.
//
// A box in a car (it has a door or a zone switch) knows that nobody climbs stairs with it: there every steady slope of
// 0.2 m/s over a metre is a ride. A barometer that nobody can place is told apart from walking people by speed and
// height, which costs the lifts below 0.5 m/s: alone, it cannot do better.
//
// To the rules the first metre is still a standstill, so that a gust breaks no dwell time.
#pragma once

#include <optional>

#include "firmware/engine/motion/pressure_track.hpp"
#include "firmware/engine/motion/scale.hpp"
#include "firmware/engine/motion/travel.hpp"

namespace liftguard::engine {

class PressureMotion {
 public:
  void begin(Time now);
  void stood_since(Time since) { standing_since_ = since; }
  // The accelerometer has gone silent in mid ride: that ride goes on.
  struct Departure {
    Time start;
    float before_pa, metres;
  };
  void take_over(const Departure& from, Time now);
  std::optional<Travel> take(const PressureBlock& block, const PressureTrack& track, float pa_per_m,
                             const Surroundings& around);
  std::optional<Travel> finish(const PressureTrack& track, float pa_per_m);
  // A ride between two known floors has shown how long it was.
  void learn_length(float true_metres, float metres) { air_scale_.learn(true_metres, metres / air_scale_.factor()); }

  [[nodiscard]] bool standing() const { return state_ != State::going; }
  [[nodiscard]] bool settled() const { return state_ == State::standing; }
  [[nodiscard]] Time standing_since() const { return standing_since_; }
  [[nodiscard]] std::optional<Time> leaving_since() const {
    return state_ == State::leaving ? std::optional<Time>(start_) : std::nullopt;
  }
  [[nodiscard]] float displacement() const { return standing() ? 0.0F : displacement_; }
  [[nodiscard]] float velocity() const { return standing() ? 0.0F : velocity_; }

 private:
  enum class State : std::uint8_t { standing, leaving, going };

  void depart(const PressureTrack& track, const PressureBlock& block, const Slope& slope);
  void follow(const PressureBlock& block, float pa_per_s);
  void confirm(const PressureTrack& track, const PressureBlock& block);
  std::optional<Travel> arrive(const PressureTrack& track, float pa_per_m, Time now);
  [[nodiscard]] bool is_ride(float fall_pa) const;
  [[nodiscard]] Time ended(const PressureTrack& track, float level_pa) const;

  State state_ = State::standing;
  bool begun_ = false;
  Surroundings around_{};
  bool left_zone_ = false;  // by the switch, since the departure
  Time first_{}, standing_since_{}, start_{}, last_moving_{};
  Time shut_since_{};           // the door was last open in a zone, or the box began
  std::optional<Time> opened_;  // in a zone, since the departure
  float before_pa_ = 0, displacement_ = 0, velocity_ = 0, peak_slope_ = 0;
  // (3.5 %)² at first: the shaft's temperature is not known; 0.3 m of wander.
  Scale air_scale_{{.first_variance = 1.2e-3F, .length_m2 = 0.09F, .share_squared = 2e-5F}};
};

}  // namespace liftguard::engine
