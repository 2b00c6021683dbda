// What goes wrong, and how people are got out.
#pragma once

#include <cstddef>
#include <cstdint>

#include "simulators/lift/story/story.hpp"
#include "simulators/lift/world.hpp"

namespace liftguard::lift {

enum class StallSpot : std::uint8_t {
  midway = 0,     // about half way between two floors: at least 1.25 m from either
  near_floor = 1  // 0.45-0.80 m from a floor: outside its zone, within reach of a hand wheel
};

enum class Cause : std::uint8_t {
  safety_circuit = 0,  // a contact opens: the machine's brake falls in
  power_cut = 1        // the same, and the mains are gone
};

// Whether the ledger is told: people are in the car and will be for longer than DV-6 takes.
enum class Announce : std::uint8_t { nothing = 0, entrapment = 1 };

struct Stall {
  std::size_t towards = 0;  // the floor that the ride is for
  StallSpot spot = StallSpot::midway;
  Cause cause = Cause::safety_circuit;
  Announce announce = Announce::nothing;
};

// Sets out from a floor with shut doors and ends standing between two floors, at least 1.4 m from where it began.
Story ride_and_stall(World& world, Stall stall);

// The lift recovers by itself: slowly to the nearest floor.
Story correction_run(World& world);

// Rescuers turn the wheel: short strokes of at most 0.6 m at 0.05-0.3 m/s with pauses, into the nearest zone.
Story hand_wind(World& world);

// Arrives at a floor like any ride, and the door stays shut. The ledger is told before the car stands.
Story run_to_shut_door(World& world, std::size_t floor);

// In a zone: the door is opened, by hand or by its drive; those inside are announced as freed and leave; the door
// shuts.
Story release_people(World& world);

// Waits for the rescuers of a live world: until they are told (`free`), or for `at_most_s`. They are never there before
// `at_least_s`, so that what the ledger calls an entrapment was one by DV-6 or DV-7.
struct RescueDelay {
  double at_least_s = 50;
  double at_most_s = 0;
};
Story await_rescuers(World& world, RescueDelay delay);

}  // namespace liftguard::lift
