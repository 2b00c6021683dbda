// Days on which nothing happens that a box should report.
#pragma once

#include "simulators/lift/story/story.hpp"
#include "simulators/lift/world.hpp"

namespace liftguard::lift::scenarios {

Story ordinary_day(World& world, double seconds);
Story relevelling(World& world, double seconds);
Story boarding_crowd(World& world, double seconds);
Story brief_stop_between(World& world, double seconds);
Story parked_briefly(World& world, double seconds);
Story hydraulic(World& world, double seconds);
Story windy_shaft(World& world, double seconds);
Story horseplay(World& world, double seconds);  // an event, but no entrapment

}  // namespace liftguard::lift::scenarios
