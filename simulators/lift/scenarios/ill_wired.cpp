#include "simulators/lift/scenarios/ill_wired.hpp"

#include <array>

#include "simulators/lift/scenarios/acts.hpp"
#include "simulators/lift/story/mishaps.hpp"
#include "simulators/lift/story/moves.hpp"
#include "simulators/lift/story/traffic.hpp"

namespace liftguard::lift::scenarios {
namespace {

constexpr Range kLosing_s{75, 100};  // longer than any loss takes to be seen
constexpr Range kHealing_s{20, 40};  // longer than it takes to be restored

struct Spike {
  Part part;
  float value;
};

// Within what the parts can measure and beyond it.
constexpr std::array kSpikes{
    Spike{Part::acceleration, 45.0F}, Spike{Part::acceleration, -30.0F}, Spike{Part::pressure, 101'900.0F},
    Spike{Part::pressure, 90'000.0F}, Spike{Part::temperature, 80.0F},   Spike{Part::acceleration, 400.0F},
    Spike{Part::pressure, 0.0F},      Spike{Part::temperature, 200.0F},
};

Story wild_samples_here(World& world) {
  for (const Spike& spike : kSpikes) {
    world.wiring.spike(spike.part, spike.value);
    co_await world.pass(2.5, 6);
  }
}

}  // namespace

Story traffic_while(World& world, Part part, Ailment ailment) {
  co_await ordinary_trip(world);
  co_await world.pass(8, 20);
  world.wiring.ail(part, ailment);
  co_await world.pass(kLosing_s);
  co_await ordinary_trip(world);
  co_await world.pass(8, 20);
  co_await ordinary_trip(world);
  co_await world.pass(8, 20);
  world.wiring.heal(part);
  co_await world.pass(kHealing_s);
  co_await ordinary_trip(world);
  co_await ordinary_trip(world);
}

Story stranded_while(World& world, Part part, Ailment ailment) {
  co_await ordinary_trip(world);
  co_await ordinary_trip(world);
  const std::size_t destination = far_floor(world, floor_of(world));
  co_await fetch_party(world, floor_of(world), destination);
  const Stall stall{.towards = destination, .announce = Announce::entrapment};
  co_await world.pass(8, 12);
  world.wiring.ail(part, ailment);
  co_await world.pass(8, 12);
  co_await ride_and_stall(world, stall);
  co_await rescue(world, 150, 220);
  world.wiring.heal(part);
  co_await world.pass(kHealing_s);
  co_await ordinary_trip(world);
  co_await ordinary_trip(world);
}

Story silent_briefly(World& world, double) {
  co_await ordinary_trip(world);
  for (const Part part : kEveryPart) {
    co_await world.pass(3, 8);
    world.wiring.ail(part, Ailment::silent);
    co_await world.pass(2, 2.8);  // and up to a second to its next word, after as much since its last
    world.wiring.heal(part);
  }
  co_await world.pass(3, 8);
  co_await ordinary_trip(world);
}

Story frozen_briefly(World& world, double) {
  co_await ordinary_trip(world);
  co_await world.pass(8, 20);
  world.wiring.ail(Part::acceleration, Ailment::frozen);
  world.wiring.ail(Part::pressure, Ailment::frozen);
  co_await world.pass(50, 58);
  world.wiring.heal(Part::acceleration);
  world.wiring.heal(Part::pressure);
  co_await world.pass(8, 20);
  co_await ordinary_trip(world);
}

Story wild_samples(World& world, double) {
  co_await ordinary_trip(world);
  co_await wild_samples_here(world);
  const std::size_t bottom = 0, top = world.setting.building.floors.size() - 1;
  if (floor_of(world) != bottom) co_await run_to_floor(world, bottom);
  co_await serve(world, nobody());
  for (const Spike& spike : kSpikes) {
    world.car.travel_to(world.setting.building.height_of(floor_of(world) == bottom ? top : bottom),
                        world.setting.building.style);
    co_await world.pass(1.5, 6);
    world.wiring.spike(spike.part, spike.value);
    co_await stand_still(world);
    co_await serve(world, nobody());
  }
}

// To the box nobody is there, and the rules hold it to that (DV-4); but who holds the button is heard (DV-6).
Story presence_never_sees(World& world, double) {
  world.wiring.ail(Part::presence, Ailment::stuck_off);
  co_await strand_somebody(world);
  co_await world.pass(40, 80);
  co_await press_button(world, world.chance.uniform({3.3, 6}));
  co_await rescue(world, 60, 120);
  world.wiring.heal(Part::presence);
  co_await ordinary_trip(world);
}

Story door_contact_dies(World& world, double) {
  co_await strand_somebody(world);
  co_await world.pass(60, 90);
  world.wiring.ail(Part::door, Ailment::stuck_off);
  co_await rescue(world, 30, 60);
  for (int ride = 0; ride < 4; ++ride) {
    co_await run_to_floor(world, far_floor(world, floor_of(world)));
    co_await serve(world, nobody());
  }
  world.wiring.heal(Part::door);
  co_await run_to_floor(world, other_floor(world, floor_of(world)));
  co_await serve(world, nobody());
}

Story still_for_25_minutes(World& world, double) {
  constexpr double kStill_s = 25 * 60;
  co_await strand_somebody(world);
  world.passengers.faint();
  co_await rescue(world, kStill_s, kStill_s + 60);
  co_await ordinary_trip(world);
}

Story flickering_presence(World& world, double) {
  world.presence.set_flicker_pause({1.5, 6});
  co_await ordinary_trip(world);
  co_await world.pass(5, 20);
  const Stall stall{.towards = far_floor(world, floor_of(world))};
  co_await ride_and_stall(world, stall);
  co_await world.pass(100, 200);
  co_await correction_run(world);
  co_await serve(world, nobody());
  co_await ordinary_trip(world);
}

}  // namespace liftguard::lift::scenarios
