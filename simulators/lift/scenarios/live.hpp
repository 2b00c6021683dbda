// Scenarios that never end, for live worlds: a demonstration's lifts and the kill tests.
#pragma once

#include "simulators/lift/story/story.hpp"
#include "simulators/lift/world.hpp"

namespace liftguard::lift::scenarios {

Story living(World& world, double seconds);        // traffic for ever
Story first_minute(World& world, double seconds);  // an entrapment within 25 s, until `free` or 8 minutes; then traffic
Story entrapments(World& world, double seconds);   // one after the other, each until `free`; `calm` ends it

}  // namespace liftguard::lift::scenarios
