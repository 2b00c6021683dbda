// Near the limits of DV-1 to DV-9: who is stuck, and who only seems to be.
#include "simulators/lift/scenarios/nearly.hpp"

#include <array>
#include <vector>

#include "simulators/lift/scenarios/acts.hpp"
#include "simulators/lift/story/mishaps.hpp"
#include "simulators/lift/story/moves.hpp"
#include "simulators/lift/story/traffic.hpp"

namespace liftguard::lift::scenarios {
namespace {

constexpr std::array kTaps_s{0.3, 0.6, 0.9, 1.1};

// Whoever is in the car gets out, wherever they wanted to.
Story empty_car(World& world) {
  co_await open_doors(world);
  co_await let_all_out(world);
  co_await dwell(world);
  co_await close_doors(world);
}

}  // namespace

// In inspection, so that it may stop where it likes.
Story short_moves(World& world, double) {
  co_await ordinary_trip(world);
  world.panel.inspection = true;
  co_await world.pass(5, 10);
  RideStyle slow = world.setting.building.style;
  slow.speed = 0.3;
  slow.two_speed = false;
  const double home_m = world.car.motion().height_m;
  const double way = home_m > world.setting.building.top_height() / 2 ? -1 : 1;
  for (int move = 0; move < 6; ++move) {
    const bool is_ride = move % 3 == 2;
    const double metres = world.chance.uniform(is_ride ? Range{1.5, 2.5} : Range{0.4, 0.6});
    co_await run_to_height(world, world.car.motion().height_m + way * metres, slow);
    co_await world.pass(8, 25);
  }
  co_await run_to_height(world, home_m, slow);
  world.panel.inspection = false;
  co_await world.pass(5, 10);
  co_await ordinary_trip(world);
}

Story seven_seconds_between(World& world, double) {
  const std::size_t destination = far_floor(world, floor_of(world));
  co_await fetch_party(world, floor_of(world), destination);
  const Stall stall{.towards = destination};
  co_await ride_and_stall(world, stall);
  co_await world.pass(5.6, 6.4);  // and up to 1.4 s until it sets out
  co_await run_to_floor(world, destination);
  co_await serve(world, nobody());
  co_await ordinary_trip(world);
}

// The contact closes again after 20 s and more, and the lift goes on by itself (DV-10: that ends the stop).
Story stuck_then_goes_on(World& world, double) {
  co_await ordinary_trip(world);
  const std::size_t destination = far_floor(world, floor_of(world));
  co_await fetch_party(world, floor_of(world), destination);
  const Stall stall{.towards = destination};
  co_await ride_and_stall(world, stall);
  co_await world.pass(21, 26);
  co_await run_to_floor(world, far_floor(world, floor_of(world)));
  co_await empty_car(world);
  co_await ordinary_trip(world);
}

Story button_let_go(World& world, double) {
  co_await strand_somebody(world);
  co_await world.pass(13, 18);
  co_await press_button(world, world.chance.uniform({2.2, 2.9}));
  co_await rescue(world, 60, 200);
  co_await ordinary_trip(world);
}

Story door_opens_late(World& world, double) {
  const std::size_t destination = far_floor(world, floor_of(world));
  co_await fetch_party(world, floor_of(world), destination);
  co_await run_to_floor(world, destination);
  co_await world.pass(108, 114);
  co_await empty_car(world);
  co_await ordinary_trip(world);
}

Story button_answered(World& world, double) {
  const std::size_t destination = far_floor(world, floor_of(world));
  co_await fetch_party(world, floor_of(world), destination);
  co_await run_to_floor(world, destination);
  co_await world.pass(15, 40);
  co_await press_button(world, world.chance.uniform({3.2, 6}));
  co_await world.pass(5, 12);
  co_await empty_car(world);
  co_await ordinary_trip(world);
}

Story button_at_open_door(World& world, double) {
  co_await ordinary_trip(world);
  co_await open_doors(world);
  const std::vector<std::size_t> one{other_floor(world, floor_of(world))};
  co_await board(world, one);
  co_await press_button(world, world.chance.uniform({3.5, 8}));
  co_await world.pass(25, 40);
  co_await dwell(world);
  co_await close_doors(world);
  co_await run_to_floor(world, one.front());
  co_await serve(world, nobody());
  co_await ordinary_trip(world);
}

Story button_taps(World& world, double) {
  const std::size_t destination = far_floor(world, floor_of(world));
  co_await fetch_party(world, floor_of(world), destination);
  for (const double seconds : kTaps_s) {
    co_await press_button(world, seconds);
    co_await world.pass(2, 4);
  }
  co_await run_to_floor(world, destination);
  co_await serve(world, nobody());
  co_await ordinary_trip(world);
}

// The mechanic's own call: the car stands between two floors, in inspection.
Story inspection_button(World& world, double) {
  co_await ordinary_trip(world);
  world.panel.inspection = true;
  co_await world.pass(10, 20);
  co_await inspect_between(world);
  co_await press_button(world, world.chance.uniform({3.2, 6}));
  co_await world.pass(20, 40);
  co_await correction_run(world);
  co_await world.pass(3, 8);
  co_await empty_car(world);
  world.panel.inspection = false;
  co_await world.pass(5, 20);
  co_await ordinary_trip(world);
}

// The mechanic works at the door, at a landing and between two.
Story inspection_doors(World& world, double) {
  co_await ordinary_trip(world);
  world.panel.inspection = true;
  co_await world.pass(10, 20);
  co_await open_doors(world);
  co_await world.pass(210, 240);
  co_await close_doors(world);
  co_await inspect_between(world);
  co_await open_doors(world);
  co_await world.pass(10, 20);
  co_await close_doors(world);
  co_await correction_run(world);
  world.panel.inspection = false;
  co_await world.pass(5, 20);
  co_await ordinary_trip(world);
}

}  // namespace liftguard::lift::scenarios
