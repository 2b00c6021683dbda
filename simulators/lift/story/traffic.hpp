// Ordinary traffic: calls at one floor for others, parties of one to four, stops on the way, idle times, an empty car
// that goes home to the main floor.
#pragma once

#include "simulators/lift/story/story.hpp"
#include "simulators/lift/world.hpp"

namespace liftguard::lift {

// From idle to idle: the car stands at a floor with shut doors and nobody in it, before and after.
Story ordinary_trip(World& world);

// Trips with idle times of a few seconds to two minutes until `seconds` have passed and the trip under way has ended.
Story ordinary_traffic(World& world, double seconds);

// A party calls the idle car to some floor and gets in; the doors are shut at the end, the people want to
// `destination`.
Story fetch_party(World& world, std::size_t origin, std::size_t destination);

[[nodiscard]] std::size_t other_floor(World& world, std::size_t than);  // any but that one
[[nodiscard]] std::size_t far_floor(World& world, std::size_t from);    // at least three floors away
[[nodiscard]] std::size_t floor_of(const World& world);                 // nearest to where the car is

}  // namespace liftguard::lift
