// Faults of the lift and of its surroundings without an entrapment, and what looks like one.
#pragma once

#include "simulators/lift/story/story.hpp"
#include "simulators/lift/world.hpp"

namespace liftguard::lift::scenarios {

Story inspection_trip(World& world, double seconds);
Story inspection_left_outside(World& world, double seconds);
Story fire_recall(World& world, double seconds);
Story door_held_open(World& world, double seconds);
Story door_reopens(World& world, double seconds);
Story unintended_movement(World& world, double seconds);
Story overspeed(World& world, double seconds);
Story overtravel(World& world, double seconds);
Story hot_car(World& world, double seconds);
Story storm_front(World& world, double seconds);
Story mains_gone(World& world, double seconds);

}  // namespace liftguard::lift::scenarios
