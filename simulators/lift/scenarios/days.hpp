// Whole days and hours of a lift's life, for measuring rather than for looking at: see Playback.
#pragma once

#include "simulators/lift/story/story.hpp"
#include "simulators/lift/world.hpp"

namespace liftguard::lift::scenarios {

// `seconds` of traffic that follows the clock of a house (quiet at night, rushes in the morning and in the evening), up
// to some 1,000 rides in 24 hours, with the faults of ordinary days in between, and on about every other day one
// entrapment of any kind.
Story city_day(World& world, double seconds);

// An hour or two in which every kind of entrapment and a draw of the other faults follow one another, in any order.
Story dense_day(World& world, double seconds);

}  // namespace liftguard::lift::scenarios
