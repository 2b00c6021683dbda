// Motion of the car (DV-1): acceleration, pressure or both in, standstills and travels out.
//
// The ladder, each rung needing the one below:
//   blocks     samples at any rate become blocks of 50 ms (acceleration) and 250 ms (pressure); single spikes vanish
//   onset      an acceleration that lasts in one direction
//   travel     a speed came of it, and pressure agrees
//   quiet      the acceleration is over: the car stands or cruises
//   arrival    pressure is flat, or start and stop have paired, or a door is open in a zone: the car stands since the
//              quiet began
//   travel's length   the filter, told at the end that the speed is zero, gives it
// With the accelerometer gone the barometer alone does what it can (pressure_motion.hpp), and the other way round.
#pragma once

#include <optional>

#include "firmware/engine/kept.hpp"
#include "firmware/engine/motion/acceleration_blocks.hpp"
#include "firmware/engine/motion/inertial_motion.hpp"
#include "firmware/engine/motion/pressure_motion.hpp"
#include "firmware/engine/motion/pressure_track.hpp"

namespace liftguard::engine {

class MotionTracker {
 public:
  struct Health {
    bool acceleration = false, pressure = false;  // there, and not lost
    bool operator==(const Health&) const = default;
  };

  // Gives the travel that ended with this sample, if one did.
  std::optional<Travel> take_acceleration(Time at, float above_gravity, const Surroundings& around);
  std::optional<Travel> take_pressure(Time at, float pa, const Surroundings& around);
  // Of the car; stands in for the shaft's where pressure is alone. With an accelerometer the air's weight is learnt.
  void take_temperature(float celsius);
  std::optional<Travel> finish();

  void set_health(Health health, Time now);
  [[nodiscard]] Health health() const { return health_; }
  void interrupted(Time now);  // no input for seconds: whatever happened meanwhile was not seen
  void know_bias(float bias, float deviation) { inertial_.know_bias(bias, deviation); }
  void learn_length(float true_metres, const Travel& travel);  // of a travel that was between known floors
  [[nodiscard]] KeptMotion kept() const;
  void restore(const KeptMotion& kept);
  // Where no time was missed: the bias to its full weight, and a box that has not just been switched on.
  void resume(const KeptMotion& kept, float bias, Time stood_since);
  void keep(KeptSenses& kept, Time now) const;
  void resume(const KeptSenses& kept, Time now);
  void stood_since(Time since);  // it stood before a reboot, and stands

  [[nodiscard]] bool known() const { return health_.acceleration || health_.pressure; }
  [[nodiscard]] bool standing() const;
  [[nodiscard]] bool settled() const;  // standing, and no departure is felt
  [[nodiscard]] Time standing_since() const;
  [[nodiscard]] std::optional<Time> leaving_since() const;  // standing, but a departure is felt
  [[nodiscard]] float displacement() const;
  float take_crept() { return inertial_.take_crept(air_at_hand()); }
  [[nodiscard]] float velocity() const;
  [[nodiscard]] bool whole() const { return !health_.acceleration || inertial_.whole(); }  // as in Travel
  [[nodiscard]] float velocity_variance() const { return health_.acceleration ? inertial_.velocity_variance() : 0.0F; }
  [[nodiscard]] bool gaining_speed() const { return health_.acceleration && inertial_.gaining_speed(); }
  // Speed by pressure alone over the last second and a half; nullopt where there is none, or too little.
  [[nodiscard]] std::optional<float> speed_by_pressure() const;
  [[nodiscard]] bool coarse() const { return blocks_.coarse(); }
  [[nodiscard]] float bias() const { return inertial_.bias().value(); }
  [[nodiscard]] const PressureTrack& air() const { return track_; }
  [[nodiscard]] float pa_per_m() const;

 private:
  void hand_over(Health health, Time now);
  [[nodiscard]] InertialMotion::Air air_at_hand() const;

  Health health_;
  AccelerationBlocks blocks_;
  PressureTrack track_;
  InertialMotion inertial_;
  PressureMotion by_pressure_;
  float celsius_ = 20.0F;
};

}  // namespace liftguard::engine
