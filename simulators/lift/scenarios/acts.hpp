// Longer pieces that several scenarios are put together from.
#pragma once

#include "simulators/lift/story/mishaps.hpp"
#include "simulators/lift/story/story.hpp"
#include "simulators/lift/world.hpp"

namespace liftguard::lift::scenarios {

// A trip or two; then a party gets in for a ride of three floors or more and comes to stand between two, half way.
Story strand_somebody(World& world);

// After so many seconds (a live world: when told, see RescueDelay), at least what DV-6 takes: a slow run to the nearest
// floor, the door opens, all get out.
Story rescue(World& world, double at_least_s, double at_most_s);

// In inspection: slowly to half way between two floors, and there for some 20 s.
Story inspect_between(World& world);

// Trips; people stuck between two floors; trips; people behind a door that does not open; trips.
Story some_of_everything(World& world, double seconds);

// The same while the air pressure changes by 450-600 Pa an hour.
Story storm_stuck(World& world, double seconds);

}  // namespace liftguard::lift::scenarios
