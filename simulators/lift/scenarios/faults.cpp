#include "simulators/lift/scenarios/faults.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <vector>

#include "simulators/lift/story/mishaps.hpp"
#include "simulators/lift/story/moves.hpp"
#include "simulators/lift/story/traffic.hpp"

namespace liftguard::lift::scenarios {
namespace {

RideStyle slow_style(const World& world, double speed) {
  RideStyle style = world.setting.building.style;
  style.speed = std::min(speed, style.speed);
  style.two_speed = false;
  return style;
}

// The middle of a storey close by, at least 1.25 m away: a place where the mechanic stops to grease the rails.
double middle_of_some_storey(World& world) {
  const Building& building = world.setting.building;
  const int here = static_cast<int>(floor_of(world));
  const int lowest = std::max(0, here - 3);
  const int highest = std::min(static_cast<int>(building.floors.size()) - 2, here + 2);
  double height_m = world.car.motion().height_m;
  while (std::abs(height_m - world.car.motion().height_m) < 1.25) {
    const auto below = static_cast<std::size_t>(world.chance.whole(lowest, highest));
    height_m = (building.height_of(below) + building.height_of(below + 1)) / 2;
  }
  return height_m;
}

// The mechanic on the car's roof goes where they like, at no more than 0.63 m/s (EN 81-20, 5.12.1.5).
Story inspect(World& world, int stops) {
  const RideStyle style = slow_style(world, world.chance.uniform({0.3, 0.6}));
  for (int stop = 0; stop < stops; ++stop) {
    co_await run_to_height(world, middle_of_some_storey(world), style);
    co_await world.pass(20, 90);
  }
}

bool stops_between_floors(const World& world, const Brake& brake) {
  const Building& building = world.setting.building;
  const double stop_m = world.car.stopping_height_m(brake);
  return std::abs(stop_m - building.height_of(building.nearest_floor(stop_m))) > building.zone_half_m + 0.2;
}

Story back_to_a_floor(World& world) {
  co_await run_to_height(world, world.setting.building.height_of(floor_of(world)),
                         slow_style(world, world.chance.uniform({0.3, 0.6})));
}

}  // namespace

Story inspection_trip(World& world, double) {
  co_await ordinary_trip(world);
  co_await world.pass(5, 20);
  world.panel.inspection = true;
  co_await world.pass(10, 30);
  co_await inspect(world, world.chance.whole(2, 4));
  co_await back_to_a_floor(world);
  co_await world.pass(5, 60);
  world.panel.inspection = false;
  co_await world.pass(5, 20);
  co_await ordinary_trip(world);
}

// Inspection ends while the car stands between two floors: the dwell times begin then (DV-9).
Story inspection_left_outside(World& world, double) {
  co_await ordinary_trip(world);
  co_await world.pass(5, 20);
  world.panel.inspection = true;
  co_await world.pass(10, 30);
  co_await inspect(world, 2);
  world.panel.inspection = false;
  co_await world.pass(40, 120);
  co_await correction_run(world);
  co_await serve(world, nobody());
  co_await ordinary_trip(world);
}

// The fire service's switch: straight to the main floor past every call, and there it stays with its door open.
Story fire_recall(World& world, double) {
  const std::size_t home = world.setting.building.main_floor;
  const std::size_t origin = far_floor(world, home);
  co_await ordinary_trip(world);
  co_await fetch_party(world, origin, other_floor(world, origin));
  co_await run_to_floor(world, home);
  co_await open_doors(world);
  co_await let_all_out(world);
  co_await world.pass(230, 330);
  co_await close_doors(world);
  co_await ordinary_trip(world);
}

// Somebody unloads a van and has put a box between the leaves.
Story door_held_open(World& world, double) {
  co_await ordinary_trip(world);
  co_await open_doors(world);
  co_await world.pass(210, 320);
  co_await close_doors(world);
  co_await ordinary_trip(world);
}

// A contact does not make: the door shuts and opens again and again (DV-14: five times in 120 s without a ride).
Story door_reopens(World& world, double) {
  co_await ordinary_trip(world);
  const int openings = world.chance.whole(6, 9);
  for (int opening = 0; opening < openings; ++opening) {
    co_await open_doors(world);
    co_await dwell(world);
    co_await close_doors(world);
    co_await world.pass(0.3, 1.5);
  }
  co_await world.pass(5, 30);
  co_await ordinary_trip(world);
}

// The brake slips at the landing: the car creeps out of its zone with the door open (GB/T 7588.1, 5.6.7).
Story unintended_movement(World& world, double) {
  co_await ordinary_trip(world);
  co_await open_doors(world);
  co_await dwell(world);
  const Building& building = world.setting.building;
  const double home_m = building.height_of(floor_of(world));
  const bool upward = floor_of(world) + 1 < building.floors.size();
  const double drift_m = world.chance.uniform({0.5, 0.8});
  co_await run_to_height(world, home_m + (upward ? drift_m : -drift_m), slow_style(world, 0.5));
  co_await world.pass(60, 120);
  co_await run_to_height(world, home_m, slow_style(world, 0.1));
  co_await world.pass(6, 12);
  co_await close_doors(world);
  co_await ordinary_trip(world);
}

// The drive runs away, empty; the governor trips the safety gear above 1.25 of the rated speed, between two floors.
Story overspeed(World& world, double) {
  const Building& building = world.setting.building;
  co_await ordinary_trip(world);
  if (floor_of(world) != 0) co_await run_to_floor(world, 0);
  co_await world.pass(5, 20);
  RideStyle runaway = building.style;
  runaway.speed = 1.3 * building.style.speed;
  world.car.travel_to(building.top_height(), runaway);
  while (world.car.motion().speed < 1.25 * building.style.speed) {
    if (world.car.at_rest()) throw std::logic_error("a house too low to run away in");
    co_await world.next_tick();
  }
  co_await world.pass(1.0);
  const Brake safety_gear{world.chance.uniform({3.0, 6.0}), 0.05};
  while (!stops_between_floors(world, safety_gear)) co_await world.next_tick();
  world.car.brake(safety_gear);
  co_await stand_still(world);
  co_await world.pass(60, 200);
  co_await hand_wind(world);
  co_await serve(world, nobody());
}

// The car, empty, goes past its last floor and stands on the buffer, or under the roof. It comes from three floors away
// and goes further than DV-1's 0.3 m beyond DV-15's limit, so that a box that measures as well as it must finds it.
Story overtravel(World& world, double) {
  const Building& building = world.setting.building;
  const bool top = world.chance.chance(0.5);
  const std::size_t last = top ? building.floors.size() - 1 : 0;
  const std::size_t before = top ? last - 3 : 3;
  co_await ordinary_trip(world);
  if (floor_of(world) != before) co_await run_to_floor(world, before);
  co_await world.pass(5, 20);
  const double beyond_m = world.chance.uniform({0.55, 0.8});
  co_await run_to_height(world, building.height_of(last) + (top ? beyond_m : -beyond_m), building.style);
  co_await world.pass(60, 200);
  co_await hand_wind(world);
  co_await serve(world, nobody());
  co_await ordinary_trip(world);
}

// The machine room's heat comes down the shaft; later somebody opens a vent.
Story hot_car(World& world, double) {
  constexpr double kTimeConstant_s = 60;
  co_await ordinary_trip(world);
  world.climate.drift_towards(world.chance.uniform({49, 56}), kTimeConstant_s);
  co_await ordinary_traffic(world, 420);
  world.climate.drift_towards(24, kTimeConstant_s);
  co_await ordinary_traffic(world, 240);
}

// A front passes: the weather takes the air pressure down or up at DV-1's limit of 600 Pa an hour.
Story storm_front(World& world, double seconds) {
  world.barometer.set_weather_per_hour(world.chance.either_way({450, 600}));
  const double parked_s = seconds * world.chance.uniform({0.3, 0.5});
  co_await ordinary_traffic(world, seconds - parked_s);
  co_await world.pass(parked_s);
}

// The mains go while the lift stands idle and empty, and come back much later.
Story mains_gone(World& world, double seconds) {
  co_await ordinary_trip(world);
  co_await world.pass(5, 30);
  world.panel.mains = false;
  co_await world.pass(seconds);
  world.panel.mains = true;
  co_await world.pass(10, 30);
  co_await ordinary_trip(world);
}

}  // namespace liftguard::lift::scenarios
