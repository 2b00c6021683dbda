#include "firmware/engine/event.hpp"

namespace liftguard::engine {

std::string_view reason_name(ReasonKind kind) {
  switch (kind) {
    case ReasonKind::outside_zone:
      return "outside_zone";
    case ReasonKind::door_closed:
      return "door_closed";
    case ReasonKind::door_not_opened:
      return "door_not_opened";
    case ReasonKind::occupied:
      return "occupied";
    case ReasonKind::occupancy_unknown:
      return "occupancy_unknown";
    case ReasonKind::button:
      return "button";
    case ReasonKind::mains_lost:
      return "mains_lost";
  }
  return {};
}

std::string_view ride_basis_name(RideBasis basis) {
  switch (basis) {
    case RideBasis::both:
      return "both";
    case RideBasis::acceleration:
      return "acceleration";
    case RideBasis::pressure:
      return "pressure";
  }
  return {};
}

std::string_view episode_end_name(EpisodeEnd how) {
  switch (how) {
    case EpisodeEnd::door_open_in_zone:
      return "door_open_in_zone";
    case EpisodeEnd::usual_ride:
      return "usual_ride";
    case EpisodeEnd::ordinary_rides:
      return "ordinary_rides";
    case EpisodeEnd::order:
      return "order";
  }
  return {};
}

std::string_view sensor_name(Sensor sensor) {
  switch (sensor) {
    case Sensor::acceleration:
      return "acceleration";
    case Sensor::pressure:
      return "pressure";
    case Sensor::door:
      return "door";
    case Sensor::zone:
      return "zone";
    case Sensor::presence:
      return "presence";
    case Sensor::button:
      return "button";
    case Sensor::mains:
      return "mains";
    case Sensor::inspection:
      return "inspection";
    case Sensor::temperature:
      return "temperature";
  }
  return {};
}

std::string_view sensor_fault_name(SensorFault fault) {
  switch (fault) {
    case SensorFault::silent:
      return "silent";
    case SensorFault::frozen:
      return "frozen";
    case SensorFault::out_of_range:
      return "out_of_range";
  }
  return {};
}

}  // namespace liftguard::engine
