// Near the limits of DV-12 to DV-18: what the car, its door and its mains do.
#include "simulators/lift/scenarios/nearly.hpp"

#include <cmath>
#include <vector>

#include "simulators/lift/story/moves.hpp"
#include "simulators/lift/story/traffic.hpp"

namespace liftguard::lift::scenarios {
namespace {

// In the car that stands, its door shut: nothing but the jumps shakes it.
Story jump_in_parked_car(World& world, int jumps, Range pause_s) {
  co_await ordinary_trip(world);
  const std::vector<std::size_t> one{floor_of(world)};
  co_await serve(world, one);
  co_await world.pass(8, 12);
  for (int jump = 0; jump < jumps; ++jump) {
    world.passengers.jump(world.now_s());
    co_await world.pass(pause_s);
  }
  co_await world.pass(5, 10);
  co_await serve(world, nobody());
  co_await ordinary_trip(world);
}

Story full_ride_at(World& world, double share_of_rated) {
  const Building& building = world.setting.building;
  co_await ordinary_trip(world);
  if (floor_of(world) != 0) co_await run_to_floor(world, 0);
  co_await world.pass(5, 20);
  RideStyle fast = building.style;
  fast.speed = share_of_rated * building.style.speed;
  co_await run_to_height(world, building.top_height(), fast);
  co_await serve(world, nobody());
  co_await ordinary_trip(world);
}

// An empty ride over three floors or more, shaken so much.
Story shaken_ride(World& world, double sway) {
  world.accelerometer.set_sway(sway);
  co_await run_to_floor(world, far_floor(world, floor_of(world)));
  co_await serve(world, nobody());
  world.accelerometer.set_sway(0.03);
  co_await world.pass(2, 10);
}

Story shaken_rides(World& world, std::vector<double> sways) {
  for (const double sway : sways) co_await shaken_ride(world, sway);
}

// Above 45 °C for so many seconds.
Story heat_for(World& world, double seconds, double down_to) {
  constexpr double kLimit = 45;
  world.climate.drift_towards(50, 5);
  while (world.climate.celsius() < kLimit) co_await world.next_tick();
  co_await world.pass(seconds);
  world.climate.drift_towards(down_to, 0.5);
  co_await world.pass(20, 40);
}

}  // namespace

Story two_jumps(World& world, double) {
  return jump_in_parked_car(world, 2, {0.65, 0.95});
}

Story three_jumps(World& world, double) {
  return jump_in_parked_car(world, 3, {0.8, 1.4});
}

Story slow_jumps(World& world, double) {
  return jump_in_parked_car(world, 5, {2.7, 3.5});
}

Story speed_below_limit(World& world, double) {
  return full_ride_at(world, world.chance.uniform({1.12, 1.14}));
}

Story speed_above_limit(World& world, double) {
  return full_ride_at(world, world.chance.uniform({1.16, 1.18}));
}

Story door_opens_early(World& world, double) {
  const Building& building = world.setting.building;
  co_await ordinary_trip(world);
  for (int ride = 0; ride < 4; ++ride) {
    const double goal_m = building.height_of(other_floor(world, floor_of(world)));
    co_await world.pass(3, 10);
    world.car.travel_to(goal_m, building.style);
    const auto levels_in = [&] {
      const Motion& motion = world.car.motion();
      return std::abs(goal_m - motion.height_m) < 0.1 && std::abs(motion.speed) < 0.25;
    };
    while (!levels_in()) co_await world.next_tick();
    co_await serve(world, nobody());
  }
  co_await ordinary_trip(world);
}

Story door_held_160_s(World& world, double) {
  co_await ordinary_trip(world);
  co_await open_doors(world);
  co_await world.pass(152, 162);
  co_await close_doors(world);
  co_await ordinary_trip(world);
}

Story door_reopens_slowly(World& world, double) {
  co_await ordinary_trip(world);
  for (int opening = 0; opening < 6; ++opening) {
    co_await open_doors(world);
    co_await dwell(world);
    co_await close_doors(world);
    co_await world.pass(30, 45);
  }
  co_await ordinary_trip(world);
}

Story overtravel_slight(World& world, double) {
  const Building& building = world.setting.building;
  const bool top = world.chance.chance(0.5);
  const std::size_t last = top ? building.floors.size() - 1 : 0;
  co_await ordinary_trip(world);
  if (floor_of(world) == last) co_await run_to_floor(world, far_floor(world, last));
  co_await world.pass(5, 20);
  const double beyond_m = world.chance.uniform({0.08, 0.13});
  co_await run_to_height(world, building.height_of(last) + (top ? beyond_m : -beyond_m), building.style);
  co_await world.pass(30, 60);
  co_await serve(world, nobody());
  co_await ordinary_trip(world);
}

Story rough_three(World& world, double) {
  std::vector<double> sways{0.03, 0.03};
  for (int ride = 0; ride < 3; ++ride) {
    sways.push_back(world.chance.uniform({0.27, 0.40}));
    sways.push_back(0.03);
  }
  co_await shaken_rides(world, sways);
}

Story rough_two(World& world, double) {
  const std::vector<double> sways{0.03, 0.35, 0.03, 0.03, 0.35, 0.03, 0.03, 0.03, 0.03, 0.03, 0.03, 0.03};
  co_await shaken_rides(world, sways);
}

Story rough_below_limit(World& world, double) {
  std::vector<double> sways;
  for (int ride = 0; ride < 6; ++ride) sways.push_back(world.chance.uniform({0.125, 0.155}));
  co_await shaken_rides(world, sways);
}

Story mains_blips(World& world, double) {
  const int blips = world.chance.whole(2, 4);
  for (int blip = 0; blip < blips; ++blip) {
    world.panel.mains = false;
    co_await world.pass(0.1, 0.9);
    world.panel.mains = true;
    co_await world.pass(3, 30);
  }
}

Story mains_gone_briefly(World& world, double) {
  co_await ordinary_trip(world);
  world.panel.mains = false;
  co_await world.pass(1.1, 3.0);
  world.panel.mains = true;
  co_await world.pass(20, 60);
  co_await ordinary_trip(world);
}

Story hot_57_s(World& world, double) {
  co_await ordinary_trip(world);
  co_await heat_for(world, world.chance.uniform({54, 57}), 38);
  co_await ordinary_trip(world);
}

Story hot_63_s(World& world, double) {
  co_await ordinary_trip(world);
  co_await heat_for(world, world.chance.uniform({62.6, 66}), 38);
  co_await ordinary_trip(world);
}

Story hot_twice(World& world, double) {
  co_await heat_for(world, 90, 43);
  co_await heat_for(world, 90, 40);
  co_await heat_for(world, 90, 30);
  co_await ordinary_trip(world);
}

}  // namespace liftguard::lift::scenarios
