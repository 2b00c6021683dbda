#include "simulators/lift/witness/scene.hpp"

namespace liftguard::lift {
namespace {

void look_at_parts(const World& world, Scene& scene) {
  scene.missing = world.setting.fit.without;
  for (const Part part : kEveryPart) {
    const Ailment ailment = world.wiring.of(part);
    if (ailment != Ailment::none) scene.ailing.add(part);
    if (ailment == Ailment::stuck_on) scene.stuck_on.add(part);
    if (ailment == Ailment::stuck_off || ailment == Ailment::stuck_on) scene.stuck.add(part);
  }
  if (scene.told(Part::zone)) return;
  const bool by_height = world.setting.told.start_floor && !scene.stuck.has(Part::zone) && scene.motion_told();
  scene.zone_sight = by_height ? ZoneSight::by_height : ZoneSight::none;
}

}  // namespace

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
  scene.sway = world.accelerometer.sway();
  look_at_parts(world, scene);
  return scene;
}

}  // namespace liftguard::lift
