// The building: floors with their labels and heights, the door zones about them, and the drive that serves them.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "simulators/lift/chance/random.hpp"
#include "simulators/lift/physics/profile.hpp"

namespace liftguard::lift {

struct Floor {
  std::string label;
  double height_m = 0;  // of the landing, over the lowest one
};

struct Building {
  std::vector<Floor> floors;   // lowest first
  double zone_half_m = 0.2;    // the door zone reaches this far above and below each landing
  std::size_t main_floor = 0;  // where most people come in
  RideStyle style;             // of an ordinary ride
  Brake brake;                 // what a power cut or the safety circuit sets off

  [[nodiscard]] double height_of(std::size_t floor) const { return floors.at(floor).height_m; }
  [[nodiscard]] double top_height() const { return floors.back().height_m; }
  [[nodiscard]] std::size_t nearest_floor(double height_m) const;
  [[nodiscard]] std::optional<std::size_t> zone_at(double height_m) const;  // the floor whose zone the car is in
};

// What kind of building a scenario is played in; the seed picks within the ranges.
struct BuildingKind {
  Range floors{6, 33};         // number of landings
  Range storey_m{2.75, 3.3};   // an ordinary storey; the main floor's is higher
  Range speed{1.0, 2.5};       // rated, m/s; a low building gets the lower part
  double two_speed_share = 0;  // of drives that creep to the floor
};

[[nodiscard]] Building make_building(const BuildingKind& kind, Random& random);

}  // namespace liftguard::lift
