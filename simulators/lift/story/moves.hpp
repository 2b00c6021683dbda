// What stories are made of: one thing that the lift, its people or its rescuers do, from its beginning to its end.
// All begin at the present instant of the world's timeline; none outlives the world that it is told in.
#pragma once

#include <cstddef>
#include <vector>

#include "simulators/lift/story/story.hpp"
#include "simulators/lift/world.hpp"

namespace liftguard::lift {

Story open_doors(World& world);   // ends when they are fully open
Story close_doors(World& world);  // ends when they are locked; now and then somebody's hand turns them once

Story stand_still(World& world);                      // waits until the car has stopped
Story run_to_floor(World& world, std::size_t floor);  // with shut doors, in the lift's ordinary manner
Story run_to_height(World& world, double height_m, RideStyle style);

Story board(World& world, std::vector<std::size_t> destinations);  // one person each, through the open door
Story let_out(World& world, std::size_t floor);                    // those who want to that floor
Story let_all_out(World& world);
Story dwell(World& world);  // the door stays open after the last movement, long enough for the sensor to fall asleep

[[nodiscard]] inline std::vector<std::size_t> nobody() {
  return {};
}

// A stop as every lift makes it: open, people out, people in, a pause, close.
Story serve(World& world, std::vector<std::size_t> boarding);

Story press_button(World& world, double seconds);
Story jump_about(World& world, int jumps);

}  // namespace liftguard::lift
