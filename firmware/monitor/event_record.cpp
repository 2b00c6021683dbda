#include "firmware/monitor/event_record.hpp"

namespace liftguard::monitor {
namespace {

using engine::Event;

std::optional<std::string> text_of(const engine::Label& label) {
  return label.empty() ? std::nullopt : std::optional{std::string(label.view())};
}

std::optional<double> number_of(std::optional<float> value) {
  return value ? std::optional{static_cast<double>(*value)} : std::nullopt;
}

wire::Occupancy occupancy_of(engine::Occupancy occupancy) {
  switch (occupancy) {
    case engine::Occupancy::empty:
      return wire::Occupancy::empty;
    case engine::Occupancy::occupied:
      return wire::Occupancy::occupied;
    case engine::Occupancy::unknown:
      break;
  }
  return wire::Occupancy::unknown;
}

wire::Motion motion_of(engine::Motion motion) {
  switch (motion) {
    case engine::Motion::at_rest:
      return wire::Motion::at_rest;
    case engine::Motion::moving:
      return wire::Motion::moving;
    case engine::Motion::unknown:
      break;
  }
  return wire::Motion::unknown;
}

std::string direction_of(engine::Direction direction) {
  switch (direction) {
    case engine::Direction::up:
      return "up";
    case engine::Direction::down:
      return "down";
    case engine::Direction::unknown:
      break;
  }
  return {};
}

std::optional<Milliseconds> zone_untrusted_of(const Event& event) {
  if (!event.zone_untrusted) return std::nullopt;
  return std::chrono::floor<Milliseconds>(*event.zone_untrusted);
}

std::vector<wire::ParameterValue> parameters_of(const Event& event) {
  std::vector<wire::ParameterValue> out;
  for (const auto& value : event.values()) out.push_back({std::string(engine::facts_of(value.id).name), value.value});
  return out;
}

wire::RideBody ride_body(const Event& event, engine::Time now, const Stamper& stamper) {
  const auto& ride = *event.ride;
  wire::RideBody out;
  out.at = stamper.stamp(now - ride.end);
  out.started = stamper.stamp(now - ride.start).wall;
  out.metres = number_of(ride.metres);
  out.from = ride.from.view();
  out.to = ride.to.view();
  out.peak_speed = static_cast<double>(ride.peak_speed_mps);
  out.direction = direction_of(ride.direction);
  out.basis = ride_basis_name(ride.basis);
  out.zone_untrusted = zone_untrusted_of(event);
  out.parameters = parameters_of(event);
  out.degraded = names_of(event.situation.degraded);
  return out;
}

}  // namespace

Lane lane_of(EventKind kind) {
  const auto* facts = find_event(kind);
  return facts == nullptr ? Lane::event : facts->lane;
}

std::vector<std::string> names_of(const engine::SensorSet& sensors) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < engine::kSensors; ++i)
    if (const auto sensor = static_cast<engine::Sensor>(i); sensors.has(sensor)) out.emplace_back(sensor_name(sensor));
  return out;
}

wire::Body body_of(const Event& event, engine::Time now, const Stamper& stamper) {
  if (event.kind == EventKind::ride && event.ride) return ride_body(event, now, stamper);
  wire::EventBody out;
  out.kind = event.kind;
  out.at = stamper.stamp(now - event.at);
  out.episode = event.episode;
  out.position_m = number_of(event.position_m);
  out.floor = text_of(event.floor);
  if (!event.between_low.empty() && !event.between_high.empty())
    out.between.emplace(event.between_low.view(), event.between_high.view());
  out.door = event.situation.door_open;
  out.zone = event.situation.in_zone;
  out.mains = event.situation.mains_on;
  out.inspection = event.situation.inspection_on;
  out.occupancy = occupancy_of(event.situation.occupancy);
  out.motion = motion_of(event.situation.motion);
  out.degraded = names_of(event.situation.degraded);
  for (const auto& reason : event.reasons())
    out.reasons.push_back({std::string(reason_name(reason.kind)), stamper.stamp(now - reason.at).wall});
  out.rule = "DV-" + std::to_string(event.rule);
  out.parameters = parameters_of(event);
  out.zone_untrusted = zone_untrusted_of(event);
  if (event.recovery) {
    out.duration = std::chrono::floor<Milliseconds>(event.recovery->episode_length);
    out.people_left = event.recovery->people_left;
    out.ended_by = episode_end_name(event.recovery->how);
  }
  if (event.sensor) {
    out.sensor = sensor_name(event.sensor->sensor);
    out.sensor_fault = sensor_fault_name(event.sensor->fault);
  }
  return out;
}

}  // namespace liftguard::monitor
