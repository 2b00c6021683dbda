#include "simulators/lift/witness/witness.hpp"

namespace liftguard::lift {
namespace {

// What a box can do with one of its two motion sensors, or a phone in any posture: the same that is asked of it on
// recordings (DV-1: "it does its best and says which").
constexpr trace::Tolerance kAtItsBest{.time_s = 3, .end_late_s = 8, .metres = 1.0, .relative = 0.05};

// Pressure alone does not tell how warm the air in the shaft is: 4-33 °C make that much, to either side of the mean.
constexpr double kUnknownAir = 0.065;

}  // namespace

Witness::Witness(const World& world)
    : world_(world), rides_(world.setting), entrapments_(world.setting.building.style.speed), car_(world.setting) {}

void Witness::watch() {
  const Scene scene = scene_of(world_);
  judge_motion(scene);
  const auto ride = rides_.watch(world_, scene, expectations_);
  entrapments_.watch(scene, ride, expectations_);
  doors_.watch(scene, ride, expectations_);
  car_.watch(scene, world_.passengers.jump_times_s(), expectations_);
  switches_.watch(scene, expectations_);
  sensors_.watch(world_, expectations_);
  roughness_.watch(scene, ride, expectations_);
}

// For 60 s a frozen sensor is not known to be one (DV-19), and what it says of a ride is wrong: no such trace's rides
// are judged.
void Witness::judge_motion(const Scene& scene) {
  if (scene.motion_told()) return;
  motion_.told = false;
  if (!scene.told(Part::acceleration)) motion_.by_pressure_alone = true;
  const bool frozen =
      world_.wiring.of(Part::acceleration) == Ailment::frozen || world_.wiring.of(Part::pressure) == Ailment::frozen;
  if (frozen && !scene.at_rest) motion_.frozen = true;
}

trace::Truth Witness::truth() const {
  trace::Truth truth = expectations_.truth(world_.setting.fit.clock_start_ms);
  truth.any_posture = world_.setting.fit.phone;
  if (!motion_.told || truth.any_posture) truth.tolerance = kAtItsBest;
  if (motion_.by_pressure_alone) truth.tolerance.relative = kUnknownAir;
  if (motion_.frozen) truth.rides.reset();
  return truth;
}

}  // namespace liftguard::lift
