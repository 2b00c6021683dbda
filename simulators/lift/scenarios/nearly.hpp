// What comes close to a rule's limit, on this side of it and on that.
#pragma once

#include "simulators/lift/story/story.hpp"
#include "simulators/lift/world.hpp"

namespace liftguard::lift::scenarios {

Story short_moves(World& world, double seconds);            // DV-1: 0.4-0.6 m and 1.5-2.5 m
Story seven_seconds_between(World& world, double seconds);  // DV-5
Story stuck_then_goes_on(World& world, double seconds);     // DV-6
Story button_let_go(World& world, double seconds);          // DV-6: held for less than 3 s
Story door_opens_late(World& world, double seconds);        // DV-7: after 108-114 s
Story button_answered(World& world, double seconds);        // DV-7: the door opens within 20 s
Story button_at_open_door(World& world, double seconds);    // DV-8
Story button_taps(World& world, double seconds);            // DV-8: 0.3-0.9 s, then 1.1 s
Story inspection_button(World& world, double seconds);      // DV-9
Story inspection_doors(World& world, double seconds);       // DV-9
Story two_jumps(World& world, double seconds);              // DV-12
Story three_jumps(World& world, double seconds);            // DV-12
Story slow_jumps(World& world, double seconds);             // DV-12: three in more than 5 s
Story speed_below_limit(World& world, double seconds);      // DV-13: 1.14 of the rated speed
Story speed_above_limit(World& world, double seconds);      // DV-13: 1.16
Story door_opens_early(World& world, double seconds);       // DV-14: in the zone, while the car levels in
Story door_held_160_s(World& world, double seconds);        // DV-14
Story door_reopens_slowly(World& world, double seconds);    // DV-14: five times in more than 120 s
Story overtravel_slight(World& world, double seconds);      // DV-15: 0.08-0.13 m
Story rough_three(World& world, double seconds);            // DV-16
Story rough_two(World& world, double seconds);              // DV-16: two of ten rides
Story rough_below_limit(World& world, double seconds);      // DV-16: shaken by 0.25-0.31 m/s²
Story mains_blips(World& world, double seconds);            // DV-17: below 1 s
Story mains_gone_briefly(World& world, double seconds);     // DV-17: just above 1 s
Story hot_57_s(World& world, double seconds);               // DV-18
Story hot_63_s(World& world, double seconds);               // DV-18
Story hot_twice(World& world, double seconds);              // DV-18: armed again below 42 °C alone

}  // namespace liftguard::lift::scenarios
