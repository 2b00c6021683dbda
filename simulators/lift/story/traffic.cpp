#include "simulators/lift/story/traffic.hpp"

#include <algorithm>
#include <stdexcept>
#include <vector>

#include "simulators/lift/story/moves.hpp"

namespace liftguard::lift {
namespace {

constexpr double kToOrFromMainFloor = 0.7;  // share of the trips of a house with homes or offices
constexpr double kStopOnTheWay = 0.3;
constexpr double kGoesHome = 0.25;  // the empty car parks at the main floor, without opening

std::size_t pick_floor(World& world) {
  return static_cast<std::size_t>(world.chance.whole(0, static_cast<int>(world.setting.building.floors.size()) - 1));
}

std::vector<std::size_t> party(World& world, std::size_t destination) {
  const auto size = static_cast<std::size_t>(world.chance.chance(0.55) ? 1 : world.chance.whole(2, 4));
  return std::vector<std::size_t>(size, destination);
}

struct Trip {
  std::size_t from;
  std::size_t to;
};

Trip plan_trip(World& world) {
  const std::size_t home = world.setting.building.main_floor;
  if (!world.chance.chance(kToOrFromMainFloor)) {
    const std::size_t from = pick_floor(world);
    return {from, other_floor(world, from)};
  }
  const std::size_t other = other_floor(world, home);
  return world.chance.chance(0.5) ? Trip{home, other} : Trip{other, home};
}

bool between(std::size_t floor, const Trip& trip) {
  return floor > std::min(trip.from, trip.to) && floor < std::max(trip.from, trip.to);
}

Story stop_on_the_way(World& world, Trip trip) {
  const std::size_t stop = pick_floor(world);
  if (!between(stop, trip)) co_return;
  co_await run_to_floor(world, stop);
  co_await serve(world, party(world, trip.to));
}

}  // namespace

std::size_t other_floor(World& world, std::size_t than) {
  std::size_t floor = than;
  while (floor == than) floor = pick_floor(world);
  return floor;
}

std::size_t far_floor(World& world, std::size_t from) {
  constexpr std::size_t kFar = 3;
  const std::size_t floors = world.setting.building.floors.size();
  if (floors < 2 * kFar) throw std::logic_error("a house too low for a long ride");
  std::size_t floor = from;
  while (std::max(floor, from) - std::min(floor, from) < kFar) floor = pick_floor(world);
  return floor;
}

std::size_t floor_of(const World& world) {
  return world.setting.building.nearest_floor(world.car.motion().height_m);
}

Story fetch_party(World& world, std::size_t origin, std::size_t destination) {
  if (floor_of(world) != origin) co_await run_to_floor(world, origin);
  co_await serve(world, party(world, destination));
}

Story ordinary_trip(World& world) {
  const Trip trip = plan_trip(world);
  co_await fetch_party(world, trip.from, trip.to);
  if (world.chance.chance(kStopOnTheWay)) co_await stop_on_the_way(world, trip);
  co_await run_to_floor(world, trip.to);
  co_await serve(world, nobody());
}

Story ordinary_traffic(World& world, double seconds) {
  const double end_s = world.now_s() + seconds;
  while (world.now_s() < end_s) {
    co_await ordinary_trip(world);
    if (floor_of(world) != world.setting.building.main_floor && world.chance.chance(kGoesHome)) {
      co_await world.pass(5, 20);
      co_await run_to_floor(world, world.setting.building.main_floor);
    }
    const double left_s = std::max(2.0, end_s - world.now_s());
    const Range idle_s{2, world.chance.chance(0.3) ? 150.0 : 30.0};
    co_await world.pass(std::min(left_s, world.chance.uniform(idle_s)));
  }
}

}  // namespace liftguard::lift
