#include "simulators/lift/scenarios/live.hpp"

#include <limits>
#include <vector>

#include "simulators/lift/story/mishaps.hpp"
#include "simulators/lift/story/moves.hpp"
#include "simulators/lift/story/traffic.hpp"

namespace liftguard::lift::scenarios {
namespace {

constexpr double kForEver_s = std::numeric_limits<double>::infinity();

// At the beginning the car stands at a floor, so that a box that comes at once can be told where.
constexpr double kStandsFirst_s = 20;

// Wound to a floor by hand, the door opened, people out.
Story rescue_after(World& world, double at_most_s) {
  RescueDelay delay;
  delay.at_most_s = at_most_s;
  co_await await_rescuers(world, delay);
  co_await hand_wind(world);
  co_await release_people(world);
}

std::size_t three_floors_away(World& world, std::size_t from) {
  const bool can_rise = from + 3 < world.setting.building.floors.size();
  const bool can_sink = from >= 3;
  return can_rise && (!can_sink || world.chance.chance(0.5)) ? from + 3 : from - 3;
}

// Two people get in where the car stands, and get stuck on a short way: about 20 s from idle to stuck.
Story strand_here(World& world) {
  const std::size_t destination = three_floors_away(world, floor_of(world));
  const std::vector<std::size_t> two(2, destination);
  co_await serve(world, two);
  const Stall stall{.towards = destination,
                    .spot = world.chance.chance(0.5) ? StallSpot::midway : StallSpot::near_floor,
                    .cause = world.chance.chance(0.5) ? Cause::power_cut : Cause::safety_circuit,
                    .announce = Announce::entrapment};
  co_await ride_and_stall(world, stall);
}

Story mains_back(World& world) {
  world.panel.mains = true;
  co_await world.pass(6, 10);
}

}  // namespace

Story living(World& world, double) {
  co_await world.pass(kStandsFirst_s);
  co_await ordinary_traffic(world, kForEver_s);
}

Story first_minute(World& world, double) {
  constexpr double kEightMinutes_s = 480;
  co_await strand_here(world);
  co_await rescue_after(world, kEightMinutes_s);
  co_await mains_back(world);
  co_await ordinary_traffic(world, kForEver_s);
}

Story entrapments(World& world, double) {
  co_await world.pass(kStandsFirst_s);
  while (!world.orders.calm) {
    co_await strand_here(world);
    co_await rescue_after(world, kForEver_s);
    co_await mains_back(world);
    const int trips = world.chance.whole(2, 3);
    for (int trip = 0; trip < trips; ++trip) {
      co_await ordinary_trip(world);
      co_await world.pass(2, 5);
    }
  }
  co_await ordinary_traffic(world, kForEver_s);
}

}  // namespace liftguard::lift::scenarios
