#include "simulators/lift/scenarios/ordinary.hpp"

#include <vector>

#include "simulators/lift/story/mishaps.hpp"
#include "simulators/lift/story/moves.hpp"
#include "simulators/lift/story/traffic.hpp"

namespace liftguard::lift::scenarios {
namespace {

// The ropes give under a crowd (or spring back after it), the drive puts the car level again, with open doors.
Story sag_and_relevel(World& world, double sag_m) {
  const double level_m = world.car.motion().height_m;
  RideStyle sagging;
  sagging.speed = 0.02;
  sagging.start = sagging.stop = {0.05, 0.5, 0.5};
  co_await run_to_height(world, level_m - sag_m, sagging);
  co_await world.pass(0.5, 2.0);
  RideStyle levelling = sagging;
  levelling.speed = world.chance.uniform({0.03, 0.06});
  levelling.start = levelling.stop = {0.15, 1.5, 1.5};
  co_await run_to_height(world, level_m, levelling);
}

Story crowd_trip(World& world, bool relevels) {
  const std::size_t home = world.setting.building.main_floor;
  if (floor_of(world) != home) co_await run_to_floor(world, home);
  const std::size_t destination = other_floor(world, home);
  const auto people = static_cast<std::size_t>(world.chance.whole(7, 12));

  co_await open_doors(world);
  const std::vector<std::size_t> crowd(people, destination);
  co_await board(world, crowd);
  if (relevels) co_await sag_and_relevel(world, world.chance.uniform({0.015, 0.04}));
  co_await dwell(world);
  co_await close_doors(world);

  co_await run_to_floor(world, destination);
  co_await open_doors(world);
  co_await let_all_out(world);
  if (relevels) co_await sag_and_relevel(world, -world.chance.uniform({0.015, 0.04}));
  co_await dwell(world);
  co_await close_doors(world);
}

Story crowd_trips(World& world, bool relevels) {
  const int trips = world.chance.whole(3, 5);
  for (int trip = 0; trip < trips; ++trip) {
    co_await crowd_trip(world, relevels);
    co_await world.pass(5, 40);
  }
}

}  // namespace

Story ordinary_day(World& world, double seconds) {
  return ordinary_traffic(world, seconds);
}

Story relevelling(World& world, double) {
  return crowd_trips(world, true);
}

Story boarding_crowd(World& world, double) {
  return crowd_trips(world, false);
}

// A contact bounces: the car stands between floors for 4-6 s and goes on by itself. DV-5 begins at 10 s.
Story brief_stop_between(World& world, double) {
  const int times = world.chance.whole(2, 3);
  for (int time = 0; time < times; ++time) {
    const std::size_t origin = floor_of(world);
    const std::size_t destination = far_floor(world, origin);
    co_await fetch_party(world, origin, destination);
    const Stall stall{.towards = destination, .announce = Announce::nothing};
    co_await ride_and_stall(world, stall);
    co_await world.pass(3.5, 5.0);
    co_await run_to_floor(world, destination);
    co_await serve(world, nobody());
    co_await world.pass(5, 30);
  }
}

// Oil cools and seeps: the parked car sinks by some centimetres in minutes, and its pump lifts it level again.
Story hydraulic(World& world, double) {
  constexpr int kTrips = 4;
  for (int trip = 0; trip < kTrips; ++trip) {
    co_await ordinary_trip(world);
    const double level_m = world.car.motion().height_m;
    RideStyle sinking;
    sinking.speed = world.chance.uniform({0.0004, 0.001});
    sinking.start = sinking.stop = {0.01, 0.1, 0.1};
    co_await run_to_height(world, level_m - world.chance.uniform({0.02, 0.06}), sinking);
    RideStyle pump = sinking;
    pump.speed = world.chance.uniform({0.03, 0.06});
    pump.start = pump.stop = {0.15, 1.5, 1.5};
    co_await run_to_height(world, level_m, pump);
    co_await world.pass(10, 40);
  }
}

// Doors of other floors open and shut while the car is parked: the air in a narrow shaft is never still.
Story windy_shaft(World& world, double) {
  constexpr int kTrips = 5, kGusts = 12;
  for (int trip = 0; trip < kTrips; ++trip) {
    co_await ordinary_trip(world);
    for (int gust = 0; gust < kGusts; ++gust) {
      world.barometer.gust();
      co_await world.pass(1.5, 20);
    }
  }
}

// Somebody steps into the parked car, the door shuts, and they stand there, on the phone. DV-7: nothing until 600 s.
Story parked_briefly(World& world, double) {
  const std::size_t here = floor_of(world);
  const std::vector<std::size_t> one{here};
  co_await serve(world, one);
  co_await world.pass(200, 560);
  co_await serve(world, nobody());
  co_await ordinary_trip(world);
}

Story horseplay(World& world, double) {
  const std::size_t origin = world.chance.chance(0.5) ? 0 : world.setting.building.floors.size() - 1;
  const std::size_t destination = far_floor(world, origin);
  co_await ordinary_trip(world);
  co_await fetch_party(world, origin, destination);
  co_await world.pass(0.5, 1.2);
  world.car.travel_to(world.setting.building.height_of(destination), world.setting.building.style);
  co_await world.pass(2.0, 3.5);
  co_await jump_about(world, world.chance.whole(4, 7));
  co_await stand_still(world);
  co_await serve(world, nobody());
  co_await ordinary_trip(world);
}

}  // namespace liftguard::lift::scenarios
