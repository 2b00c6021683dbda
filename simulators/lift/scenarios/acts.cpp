#include "simulators/lift/scenarios/acts.hpp"

#include <vector>

#include "simulators/lift/story/moves.hpp"
#include "simulators/lift/story/traffic.hpp"

namespace liftguard::lift::scenarios {
namespace {

// One motion sensor alone cannot tell a slow move of little more than a metre from none: there the lift goes on by
// itself, over three floors or more.
bool feels_slow_moves(const World& world) {
  const auto speaks = [&world](Part part) {
    return !world.setting.fit.without.has(part) && world.wiring.of(part) == Ailment::none;
  };
  return speaks(Part::acceleration) && speaks(Part::pressure);
}

Story trips(World& world, int count) {
  for (int trip = 0; trip < count; ++trip) {
    co_await ordinary_trip(world);
    co_await world.pass(3, 20);
  }
}

Story arrive_behind_shut_door(World& world) {
  const std::size_t origin = floor_of(world);
  const std::size_t destination = far_floor(world, origin);
  co_await fetch_party(world, origin, destination);
  co_await run_to_shut_door(world, destination);
  const RescueDelay delay{.at_least_s = 160, .at_most_s = 250};
  co_await await_rescuers(world, delay);
  co_await release_people(world);
}

}  // namespace

Story strand_somebody(World& world) {
  co_await trips(world, world.chance.whole(1, 2));
  const std::size_t origin = floor_of(world);
  const std::size_t destination = far_floor(world, origin);
  co_await fetch_party(world, origin, destination);
  const Stall stall{.towards = destination, .announce = Announce::entrapment};
  co_await ride_and_stall(world, stall);
}

Story rescue(World& world, double at_least_s, double at_most_s) {
  const RescueDelay delay{.at_least_s = at_least_s, .at_most_s = world.chance.uniform({at_least_s, at_most_s})};
  co_await await_rescuers(world, delay);
  if (feels_slow_moves(world)) {
    co_await correction_run(world);
  } else {
    co_await run_to_floor(world, far_floor(world, floor_of(world)));
  }
  co_await release_people(world);
  co_await world.pass(5, 15);
}

Story inspect_between(World& world) {
  const Building& building = world.setting.building;
  const std::size_t here = floor_of(world);
  const std::size_t below = here > 0 ? here - 1 : here;
  RideStyle slow = building.style;
  slow.speed = world.chance.uniform({0.3, 0.45});
  slow.two_speed = false;
  co_await run_to_height(world, (building.height_of(below) + building.height_of(below + 1)) / 2, slow);
  co_await world.pass(15, 25);
}

Story some_of_everything(World& world, double) {
  co_await trips(world, 2);
  co_await strand_somebody(world);
  co_await rescue(world, 150, 220);
  co_await trips(world, 2);
  co_await arrive_behind_shut_door(world);
  co_await trips(world, 2);
}

Story storm_stuck(World& world, double seconds) {
  world.barometer.set_weather_per_hour(world.chance.either_way({450, 600}));
  return some_of_everything(world, seconds);
}

}  // namespace liftguard::lift::scenarios
