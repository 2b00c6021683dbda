#include "simulators/lift/witness/witness.hpp"

namespace liftguard::lift {

Witness::Witness(const World& world)
    : world_(world), rides_(world.setting), entrapments_(world.setting.building.style.speed), car_(world.setting) {}

void Witness::watch() {
  const Scene scene = scene_of(world_);
  const auto ride = rides_.watch(world_, expectations_);
  entrapments_.watch(scene, ride, expectations_);
  doors_.watch(scene, ride, expectations_);
  car_.watch(scene, world_.passengers.jump_times_s(), expectations_);
  switches_.watch(scene, expectations_);
}

}  // namespace liftguard::lift
