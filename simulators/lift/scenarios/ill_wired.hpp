// Sensors that fall silent, freeze, stick or say absurd things (DV-19), and what the other rules make of it.
#pragma once

#include "simulators/lift/sensors/parts.hpp"
#include "simulators/lift/sensors/wiring.hpp"
#include "simulators/lift/story/story.hpp"
#include "simulators/lift/world.hpp"

namespace liftguard::lift::scenarios {

// Traffic; while the car stands idle the part begins to ail; a trip and more; it is well again; traffic.
Story traffic_while(World& world, Part part, Ailment ailment);

// The part begins to ail while a party is on its way; the car strands them and they are rescued; then it is well again.
Story stranded_while(World& world, Part part, Ailment ailment);

template <Part part, Ailment ailment>
Story traffic_while_ailing(World& world, double) {
  return traffic_while(world, part, ailment);
}
template <Part part, Ailment ailment>
Story stranded_while_ailing(World& world, double) {
  return stranded_while(world, part, ailment);
}

Story silent_briefly(World& world, double seconds);        // each part in turn, for less than 5 s
Story frozen_briefly(World& world, double seconds);        // acceleration and pressure, for less than 60 s
Story wild_samples(World& world, double seconds);          // single ones, at rest and under way
Story presence_never_sees(World& world, double seconds);   // stuck people who hold the button
Story door_contact_dies(World& world, double seconds);     // in an episode: two ordinary rides end it (DV-10)
Story still_for_25_minutes(World& world, double seconds);  // nothing is broken: nobody moves
Story flickering_presence(World& world, double seconds);   // an empty car is stuck, and its sensor flickers

}  // namespace liftguard::lift::scenarios
