#include "simulators/lift/witness/scene.hpp"

namespace liftguard::lift {

Scene scene_of(const World& world) {
  Scene scene;
  scene.time_s = world.now_s();
  scene.height_m = world.car.motion().height_m;
  scene.speed = world.car.motion().speed;
  scene.at_rest = world.car.at_rest();
  scene.rest_since_s = world.car.rest_since_s();
  scene.zone = world.zone();
  scene.door_open = !world.doors.locked();
  scene.people = world.passengers.inside() > 0;
  scene.button = world.panel.button;
  scene.mains = world.panel.mains;
  scene.inspection = world.panel.inspection;
  scene.celsius = world.climate.celsius();
  return scene;
}

}  // namespace liftguard::lift
