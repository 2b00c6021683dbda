#include "simulators/lift/witness/ride_watch.hpp"

#include <cmath>

namespace liftguard::lift {
namespace {

constexpr double kRide_m = 1.0;
constexpr double kHair_m = 0.12;  // nearer than this to 1.0 m a box may find it longer or shorter

}  // namespace

RideWatch::RideWatch(const Setting& setting)
    : setting_(setting), named_(setting.told.floor_table && setting.told.start_floor) {}

std::string RideWatch::label(std::optional<std::size_t> zone) const {
  return named_ && zone ? setting_.building.floors.at(*zone).label : std::string{};
}

std::optional<EndedRide> RideWatch::watch(const World& world, const Scene& scene, Expectations& expectations) {
  if (!scene.told(Part::zone) || !scene.motion_told()) named_ = false;
  const bool ended = moving_ && world.car.at_rest();
  moving_ = !world.car.at_rest();
  if (!ended) return std::nullopt;
  const double metres = world.car.motion().height_m - world.car.start_height_m();
  if (std::abs(std::abs(metres) - kRide_m) < kHair_m) {
    expectations.doubt(EventKind::ride, world.now_s(), "a movement of about one metre");
  }
  if (std::abs(metres) <= kRide_m) return std::nullopt;

  const EndedRide ride{world.car.rest_since_s(), world.car.top_speed(),
                       setting_.building.zone_at(world.car.start_height_m()), world.zone(), scene.sway};
  trace::TruthRide truth;
  truth.start_ms = world.car.moving_since_s() * 1000;
  truth.end_ms = ride.end_s * 1000;
  truth.metres = metres;
  truth.from = label(ride.from_zone);
  truth.to = label(ride.to_zone);
  expectations.ride(truth);
  return ride;
}

}  // namespace liftguard::lift
