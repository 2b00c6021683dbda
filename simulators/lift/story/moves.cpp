#include "simulators/lift/story/moves.hpp"

#include <utility>

namespace liftguard::lift {
namespace {

constexpr Range kStartDelay_s{0.4, 1.4};    // from locked doors to the brake's release
constexpr Range kArrivalDelay_s{0.2, 1.2};  // from standstill to the door drive's start
constexpr Range kOnePerson_s{0.7, 1.4};
// Longer than the presence sensor's hold time, so that it has seen nobody for 2 s when the door of an empty car shuts
// (DV-4): what the box must know, the world lets it see.
constexpr Range kDwell_s{3.0, 5.0};

}  // namespace

Story open_doors(World& world) {
  world.doors.open();
  while (!world.doors.fully_open()) co_await world.next_tick();
}

Story close_doors(World& world) {
  world.doors.close();
  bool hand = world.chance.chance(0.08) && world.passengers.inside() > 0;
  while (!world.doors.locked()) {
    co_await world.next_tick();
    if (!hand || world.doors.opening() > 0.5) continue;
    hand = false;
    co_await open_doors(world);
    co_await dwell(world);
    world.doors.close();
  }
}

Story stand_still(World& world) {
  while (!world.car.at_rest()) co_await world.next_tick();
}

Story run_to_height(World& world, double height_m, RideStyle style) {
  world.car.travel_to(height_m, style);
  co_await stand_still(world);
}

Story run_to_floor(World& world, std::size_t floor) {
  co_await world.pass(kStartDelay_s);
  const double accuracy_m = world.chance.uniform({-0.008, 0.008});
  co_await run_to_height(world, world.setting.building.height_of(floor) + accuracy_m, world.setting.building.style);
}

Story board(World& world, std::vector<std::size_t> destinations) {
  for (const std::size_t destination : destinations) {
    co_await world.pass(kOnePerson_s);
    world.passengers.board(world.now_s(), world.doorway(), destination);
  }
}

Story let_out(World& world, std::size_t floor) {
  while (world.passengers.wanting(floor) > 0) {
    co_await world.pass(kOnePerson_s);
    world.passengers.leave_one_for(world.now_s(), world.doorway(), floor);
  }
}

Story let_all_out(World& world) {
  while (world.passengers.inside() > 0) {
    co_await world.pass(kOnePerson_s);
    world.passengers.leave_one(world.now_s(), world.doorway());
  }
}

Story dwell(World& world) {
  co_await world.pass(kDwell_s);
}

Story serve(World& world, std::vector<std::size_t> boarding) {
  co_await world.pass(kArrivalDelay_s);
  co_await open_doors(world);
  const auto here = world.zone();
  if (here) co_await let_out(world, *here);
  co_await board(world, std::move(boarding));
  co_await dwell(world);
  co_await close_doors(world);
}

Story press_button(World& world, double seconds) {
  world.panel.button = true;
  co_await world.pass(seconds);
  world.panel.button = false;
}

Story jump_about(World& world, int jumps) {
  for (int jump = 0; jump < jumps; ++jump) {
    world.passengers.jump(world.now_s());
    co_await world.pass(0.65, 0.95);
  }
}

}  // namespace liftguard::lift
