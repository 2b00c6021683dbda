// People (or nobody) behind a door that does not open: what the monitor is there for.
#pragma once

#include "simulators/lift/story/story.hpp"
#include "simulators/lift/world.hpp"

namespace liftguard::lift::scenarios {

Story stuck_with_people(World& world, double seconds);
Story stuck_empty(World& world, double seconds);
Story stuck_and_button(World& world, double seconds);
Story presence_dead(World& world, double seconds);
Story doors_fail_in_zone(World& world, double seconds);
Story doors_fail_and_button(World& world, double seconds);
Story power_cut_mid_ride(World& world, double seconds);
Story hand_winding_rescue(World& world, double seconds);
Story parked_with_a_sleeper(World& world, double seconds);

}  // namespace liftguard::lift::scenarios
