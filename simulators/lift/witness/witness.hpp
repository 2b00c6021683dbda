// The witness: sees the true state of the world at every tick and writes down what a box must report, by the letter of
// the detection rules (docs/rules). It knows nothing of the engine and sees nothing of the sensors.
//
// The windows are the rules' own where they give one; for events without one, 0.1 s before to 3 s after the limit.
#pragma once

#include "simulators/lift/witness/car_watch.hpp"
#include "simulators/lift/witness/door_watch.hpp"
#include "simulators/lift/witness/entrapment_watch.hpp"
#include "simulators/lift/witness/expectations.hpp"
#include "simulators/lift/witness/ride_watch.hpp"
#include "simulators/lift/witness/roughness_watch.hpp"
#include "simulators/lift/witness/sensor_watch.hpp"
#include "simulators/lift/witness/switch_watch.hpp"

namespace liftguard::lift {

class Witness {
 public:
  explicit Witness(const World& world);

  void watch();  // once after every step of the world

  [[nodiscard]] trace::Truth truth() const;
  [[nodiscard]] const std::vector<Entrapment>& entrapments() const { return expectations_.entrapments(); }
  [[nodiscard]] const std::vector<std::string>& doubts() const { return expectations_.doubts(); }

 private:
  void judge_motion(const Scene& scene);

  const World& world_;
  Expectations expectations_;
  RideWatch rides_;
  EntrapmentWatch entrapments_;
  DoorWatch doors_;
  CarWatch car_;
  SwitchWatch switches_;
  SensorWatch sensors_;
  RoughnessWatch roughness_;
  struct {
    bool told = true;     // by both its sensors, all the time
    bool frozen = false;  // a sensor was frozen in a ride
    bool by_pressure_alone = false;
  } motion_;
};

}  // namespace liftguard::lift
