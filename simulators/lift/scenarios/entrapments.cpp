#include "simulators/lift/scenarios/entrapments.hpp"

#include <vector>

#include "simulators/lift/story/mishaps.hpp"
#include "simulators/lift/story/moves.hpp"
#include "simulators/lift/story/traffic.hpp"

namespace liftguard::lift::scenarios {
namespace {

// Ordinary trips first, so that the box has seen the lift at work; then a party gets in for a long ride.
Story prelude(World& world, std::size_t origin, std::size_t destination) {
  const int trips = world.chance.whole(1, 3);
  for (int trip = 0; trip < trips; ++trip) {
    co_await ordinary_trip(world);
    co_await world.pass(3, 30);
  }
  co_await fetch_party(world, origin, destination);
}

struct Journey {
  std::size_t origin;
  std::size_t destination;
};

Journey long_journey(World& world) {
  const std::size_t origin = world.chance.chance(0.5) ? world.setting.building.main_floor : 0;
  return {origin, far_floor(world, origin)};
}

StallSpot any_spot(World& world) {
  return world.chance.chance(0.6) ? StallSpot::midway : StallSpot::near_floor;
}

// The party of a long ride comes to stand between two floors.
Story strand_party(World& world, Stall stall) {
  const Journey journey = long_journey(world);
  co_await prelude(world, journey.origin, journey.destination);
  stall.towards = journey.destination;
  stall.announce = Announce::entrapment;
  co_await ride_and_stall(world, stall);
}

Story wait_for_rescue(World& world, double at_most_s) {
  RescueDelay delay;
  delay.at_most_s = at_most_s;
  co_await await_rescuers(world, delay);
}

Story epilogue(World& world) {
  co_await world.pass(5, 20);
  co_await ordinary_trip(world);
}

}  // namespace

Story stuck_with_people(World& world, double) {
  const Stall stall{.spot = any_spot(world)};
  co_await strand_party(world, stall);
  co_await wait_for_rescue(world, world.chance.uniform({60, 400}));
  co_await correction_run(world);
  co_await release_people(world);
  co_await epilogue(world);
}

// The car answers a call and comes to stand on its way, with nobody in it: a fault, no entrapment. It gets away by a
// slow correction run, or by an ordinary ride once the contact closes again (DV-10).
Story stuck_empty(World& world, double) {
  co_await ordinary_trip(world);
  co_await ordinary_trip(world);
  co_await world.pass(5, 40);
  const Stall stall{.towards = far_floor(world, floor_of(world)), .spot = any_spot(world)};
  co_await ride_and_stall(world, stall);
  co_await world.pass(60, 300);
  if (world.chance.chance(0.5)) {
    co_await correction_run(world);
  } else {
    co_await run_to_floor(world, far_floor(world, floor_of(world)));
  }
  co_await serve(world, nobody());
  co_await epilogue(world);
}

// The button is held for more than 3 s when the car has stood for 13-20 s (DV-6: at once), and pressed again later.
Story stuck_and_button(World& world, double) {
  const Stall stall{.spot = any_spot(world)};
  co_await strand_party(world, stall);
  co_await world.pass(13, 20);
  co_await press_button(world, world.chance.uniform({3.6, 6}));
  co_await world.pass(20, 40);
  co_await press_button(world, world.chance.uniform({1.5, 4}));
  co_await wait_for_rescue(world, world.chance.uniform({60, 200}));
  co_await correction_run(world);
  co_await release_people(world);
  co_await epilogue(world);
}

// Somebody has fainted: the presence sensor saw them get in, and sees nothing from the moment the door shuts.
Story presence_dead(World& world, double) {
  const Journey journey = long_journey(world);
  co_await ordinary_trip(world);
  if (floor_of(world) != journey.origin) co_await run_to_floor(world, journey.origin);
  const std::vector<std::size_t> one{journey.destination};
  co_await serve(world, one);
  world.passengers.faint();
  world.presence.go_blind();

  const Stall stall{.towards = journey.destination, .spot = any_spot(world), .announce = Announce::entrapment};
  co_await ride_and_stall(world, stall);
  co_await wait_for_rescue(world, world.chance.uniform({60, 400}));
  co_await correction_run(world);
  co_await release_people(world);
  world.presence.recover();
  co_await epilogue(world);
}

Story doors_fail_in_zone(World& world, double) {
  const Journey journey = long_journey(world);
  co_await prelude(world, journey.origin, journey.destination);
  co_await run_to_shut_door(world, journey.destination);
  const RescueDelay delay{.at_least_s = 150, .at_most_s = world.chance.uniform({150, 400})};
  co_await await_rescuers(world, delay);
  co_await release_people(world);
  co_await epilogue(world);
}

Story doors_fail_and_button(World& world, double) {
  const Journey journey = long_journey(world);
  co_await prelude(world, journey.origin, journey.destination);
  co_await run_to_shut_door(world, journey.destination);
  co_await world.pass(15, 45);
  co_await press_button(world, world.chance.uniform({3.6, 7}));
  const RescueDelay delay{.at_least_s = 40, .at_most_s = world.chance.uniform({40, 90})};
  co_await await_rescuers(world, delay);
  co_await release_people(world);
  co_await epilogue(world);
}

Story power_cut_mid_ride(World& world, double) {
  const Stall stall{.spot = any_spot(world), .cause = Cause::power_cut};
  co_await strand_party(world, stall);
  co_await wait_for_rescue(world, world.chance.uniform({90, 400}));
  world.panel.mains = true;
  co_await world.pass(6, 15);  // the controller starts up and looks for its place
  co_await correction_run(world);
  co_await release_people(world);
  co_await epilogue(world);
}

// As above, but people are got out before the mains come back.
Story hand_winding_rescue(World& world, double) {
  const Stall stall{.spot = any_spot(world), .cause = Cause::power_cut};
  co_await strand_party(world, stall);
  co_await wait_for_rescue(world, world.chance.uniform({90, 300}));
  co_await hand_wind(world);
  co_await release_people(world);
  co_await world.pass(20, 90);
  world.panel.mains = true;
  co_await world.pass(6, 15);
  co_await epilogue(world);
}

// Somebody stands in a parked car for longer than 600 s (DV-7, last sentence).
Story parked_with_a_sleeper(World& world, double) {
  const std::vector<std::size_t> one{floor_of(world)};
  co_await serve(world, one);
  co_await world.pass(660, 760);
  co_await serve(world, nobody());
  co_await epilogue(world);
}

}  // namespace liftguard::lift::scenarios
