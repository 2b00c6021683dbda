#include "simulators/lift/physics/building.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace liftguard::lift {
namespace {

constexpr double kLowestStorey_m = 2.4;  // DV-2: floors this far apart are never mixed

// Labels as they stand on Chinese panels: no zero, basements negative, some houses without 4, 13 and 14.
std::vector<std::string> panel_labels(std::size_t count, int basements, bool superstitious) {
  std::vector<std::string> labels;
  int number = -basements;
  while (labels.size() < count) {
    if (number == 0) number = 1;
    const bool avoided = superstitious && (number == 4 || number == 13 || number == 14);
    if (!avoided) labels.push_back(std::to_string(number));
    ++number;
  }
  return labels;
}

// Standard rated speeds (GB/T 7025): the higher the house, the faster.
double pick_speed(Range allowed, double travel_m, Random& random) {
  constexpr std::array<double, 9> kRated{0.5, 0.63, 1.0, 1.5, 1.75, 2.0, 2.5, 4.0, 6.0};
  const double wanted = std::clamp(travel_m / random.uniform({18, 32}), allowed.low, allowed.high);
  double best = kRated.front();
  for (const double speed : kRated) {
    if (std::abs(speed - wanted) < std::abs(best - wanted)) best = speed;
  }
  return best;
}

Ramp pick_ramp(Random& random) {
  return {random.uniform({0.45, 1.1}), random.uniform({1.2, 4.0}), random.uniform({1.2, 4.0})};
}

RideStyle pick_style(double speed, bool two_speed, Random& random) {
  RideStyle style;
  style.speed = speed;
  style.start = pick_ramp(random);
  style.stop = pick_ramp(random);
  style.two_speed = two_speed;
  // A soft tail takes 0.6-1.9 s from full deceleration to none.
  if (random.chance(0.6)) style.stop.jerk_out = style.stop.acceleration / random.uniform({0.6, 1.9});
  if (two_speed) {
    style.start.jerk_in = random.uniform({4.0, 10.0});
    style.creep = {random.uniform({0.2, 0.28}), random.uniform({1.0, 4.0}), random.uniform({1.0, 1.9})};
  }
  return style;
}

}  // namespace

std::size_t Building::nearest_floor(double height_m) const {
  std::size_t nearest = 0;
  for (std::size_t floor = 1; floor < floors.size(); ++floor) {
    if (std::abs(floors[floor].height_m - height_m) < std::abs(floors[nearest].height_m - height_m)) nearest = floor;
  }
  return nearest;
}

std::optional<std::size_t> Building::zone_at(double height_m) const {
  const std::size_t floor = nearest_floor(height_m);
  if (std::abs(floors[floor].height_m - height_m) > zone_half_m) return std::nullopt;
  return floor;
}

Building make_building(const BuildingKind& kind, Random& random) {
  Building building;
  const auto count =
      static_cast<std::size_t>(random.whole(static_cast<int>(kind.floors.low), static_cast<int>(kind.floors.high)));
  const int basements = random.whole(0, count > 4 ? 2 : 0);
  const auto labels = panel_labels(count, basements, random.chance(0.2));
  const double storey_m = std::max(kLowestStorey_m, random.uniform(kind.storey_m));
  building.main_floor = static_cast<std::size_t>(basements);

  double height_m = 0;
  for (std::size_t floor = 0; floor < count; ++floor) {
    // Written to the centimetre, as a fitter measures it; the car stops where the table says.
    building.floors.push_back({labels[floor], std::floor(height_m * 100 + 0.5) / 100});
    const bool lobby = floor == building.main_floor;
    height_m += lobby ? storey_m + random.uniform({0.6, 1.8}) : storey_m + random.uniform({-0.03, 0.03});
  }
  const double speed = pick_speed(kind.speed, building.top_height(), random);
  const bool two_speed = random.chance(kind.two_speed_share);
  building.zone_half_m = random.uniform({0.15, 0.22});
  building.style = pick_style(speed, two_speed, random);
  building.brake = {random.uniform({1.4, 2.8}), random.uniform({0.08, 0.18})};
  return building;
}

}  // namespace liftguard::lift
