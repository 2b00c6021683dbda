#include "simulators/lift/story/mishaps.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <vector>

#include "simulators/lift/story/moves.hpp"
#include "simulators/lift/story/traffic.hpp"

namespace liftguard::lift {
namespace {

constexpr double kMidwayClearance_m = 1.25;  // clear of DV-1's 1.0 m, so that the way to the floor is a ride
constexpr double kShortestRide_m = 1.4;      // before the stall: clear of the same 1.0 m
constexpr double kWindingStroke_m = 0.6;     // well under it: winding is no ride

// A slowly sampled world brakes up to a tick late.
double late_m(const World& world) {
  constexpr double kFine_hz = 100;
  return world.setting.rate_hz < kFine_hz ? world.setting.building.style.speed / world.setting.rate_hz : 0;
}

// Every height of the kind that the ride from `start` to `end` could come to stand at, one drawn.
double pick_spot(World& world, double start_m, double end_m, StallSpot spot) {
  const Building& building = world.setting.building;
  std::vector<double> spots;
  const auto add = [&](double height_m) {
    const bool on_the_way = height_m > std::min(start_m, end_m) && height_m < std::max(start_m, end_m);
    if (on_the_way && std::abs(height_m - start_m) > kShortestRide_m) spots.push_back(height_m);
  };
  for (std::size_t floor = 0; floor + 1 < building.floors.size(); ++floor) {
    const double low_m = building.height_of(floor);
    const double high_m = building.height_of(floor + 1);
    if (spot == StallSpot::midway) {
      const double play_m = (high_m - low_m) / 2 - kMidwayClearance_m - late_m(world);
      add((low_m + high_m) / 2 + world.chance.uniform({-play_m, play_m}));
    } else {
      add(low_m + world.chance.uniform({0.45, 0.8}));
      add(high_m - world.chance.uniform({0.45, 0.8}));
    }
  }
  if (spots.empty()) throw std::logic_error("a ride too short to come to stand between its floors");
  return world.chance.pick<double>(spots);
}

std::int64_t to_ms(double seconds) {
  return static_cast<std::int64_t>(seconds * 1000 + 0.5);
}

}  // namespace

Story ride_and_stall(World& world, Stall stall) {
  const Building& building = world.setting.building;
  const double start_m = world.car.motion().height_m;
  const double end_m = building.height_of(stall.towards);
  const double spot_m = pick_spot(world, start_m, end_m, stall.spot);
  const double direction = end_m > start_m ? 1 : -1;

  co_await world.pass(0.4, 1.4);
  world.car.travel_to(end_m, building.style);
  while ((spot_m - world.car.stopping_height_m(building.brake)) * direction > 0) co_await world.next_tick();

  if (stall.announce == Announce::entrapment && world.announcer != nullptr) {
    world.announcer->trapped(to_ms(world.car.stopping_time_s(building.brake)));
  }
  if (stall.cause == Cause::power_cut) world.panel.mains = false;
  world.car.brake(building.brake);
  co_await stand_still(world);
}

Story correction_run(World& world) {
  const Building& building = world.setting.building;
  RideStyle slow = building.style;
  slow.speed = std::min(0.3 * building.style.speed, world.chance.uniform({0.3, 0.6}));
  slow.two_speed = false;
  co_await run_to_height(world, building.height_of(floor_of(world)), slow);
}

Story hand_wind(World& world) {
  const double goal_m = world.setting.building.height_of(floor_of(world));
  while (std::abs(goal_m - world.car.motion().height_m) > 0.03) {
    const double way_m = goal_m - world.car.motion().height_m;
    const double stroke_m = std::clamp(way_m, -kWindingStroke_m, kWindingStroke_m);
    RideStyle winding;
    winding.speed = world.chance.uniform({0.05, 0.3});
    winding.start = {0.4, 2.0, 2.0};
    winding.stop = {0.4, 2.0, 2.0};
    co_await run_to_height(world, world.car.motion().height_m + stroke_m, winding);
    co_await world.pass(3, 8);
  }
}

Story run_to_shut_door(World& world, std::size_t floor) {
  co_await world.pass(0.4, 1.4);
  world.car.travel_to(world.setting.building.height_of(floor), world.setting.building.style);
  if (world.announcer != nullptr) world.announcer->trapped(to_ms(world.car.arrival_time_s()));
  co_await stand_still(world);
}

Story release_people(World& world) {
  co_await world.pass(1, 4);
  if (world.announcer != nullptr) world.announcer->freed(world.now_us() / 1000);
  co_await open_doors(world);
  co_await world.pass(2.0);
  co_await let_all_out(world);
  co_await world.pass(4, 8);
  co_await close_doors(world);
}

Story await_rescuers(World& world, RescueDelay delay) {
  world.orders.free = false;  // one that came too late for the entrapment before is not meant for this one
  const double begin_s = world.now_s();
  co_await world.pass(delay.at_least_s);
  while (!world.orders.free && world.now_s() < begin_s + delay.at_most_s) co_await world.pass(0.1);
  world.orders.free = false;
}

}  // namespace liftguard::lift
