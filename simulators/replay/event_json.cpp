#include "simulators/replay/event_json.hpp"

#include <array>
#include <cmath>

#include "simulators/replay/text/json_line.hpp"

namespace liftguard::replay {
namespace {

using engine::Event;

double exact_ms(engine::Time t) {
  return static_cast<double>(t.time_since_epoch().count()) / 1000.0;
}
double whole_ms(engine::Time t) {
  return std::round(exact_ms(t));
}

std::string_view direction_name(engine::Direction direction) {
  switch (direction) {
    case engine::Direction::unknown:
      return "unknown";
    case engine::Direction::up:
      return "up";
    case engine::Direction::down:
      return "down";
  }
  return {};
}

void append_ride(JsonLine& line, const engine::Ride& ride) {
  line.number("start_ms", whole_ms(ride.start), 0);
  line.number("end_ms", whole_ms(ride.end), 0);
  if (ride.metres)
    line.number("metres", static_cast<double>(*ride.metres), 2);
  else
    line.text("direction", direction_name(ride.direction));
  if (!ride.from.empty()) line.text("from", ride.from.view());
  if (!ride.to.empty()) line.text("to", ride.to.view());
  line.number("peak_speed", static_cast<double>(ride.peak_speed_mps), 2);
  if (ride.basis != engine::RideBasis::both) line.text("basis", engine::ride_basis_name(ride.basis));
}

void append_place(JsonLine& line, const Event& event) {
  if (event.position_m) line.number("position_m", static_cast<double>(*event.position_m), 2);
  if (!event.floor.empty()) line.text("floor", event.floor.view());
  if (event.between_low.empty() || event.between_high.empty()) return;
  const std::array ends{event.between_low, event.between_high};
  line.list("between", ends, [&](const engine::Label& label) { line.quote(label.view()); });
}

}  // namespace

void append_json(std::string& out, const Event& event) {
  JsonLine line(out);
  line.number("t_ms", exact_ms(event.at), 3);
  const auto* facts = find_event(event.kind);
  line.text("event", facts == nullptr ? "?" : facts->name);
  if (event.zone_untrusted)
    line.number("zone_untrusted_ms", static_cast<double>(event.zone_untrusted->count()) / 1000.0, 0);
  if (event.ride) return append_ride(line, *event.ride);
  append_place(line, event);
  if (event.reason_count > 0)
    line.list("reasons", event.reasons(),
              [&](const engine::Reason& reason) { line.quote(engine::reason_name(reason.kind)); });
  if (event.recovery) {
    line.number("episode_ms", static_cast<double>(event.recovery->episode_length.count()) / 1000.0, 0);
    line.flag("people_left", event.recovery->people_left);
    line.text("by", engine::episode_end_name(event.recovery->how));
  }
  if (event.sensor) {
    line.text("sensor", engine::sensor_name(event.sensor->sensor));
    line.text("fault", engine::sensor_fault_name(event.sensor->fault));
  }
}

std::string note_json(std::string_view key, std::string_view text) {
  std::string out;
  JsonLine(out).text(key, text);
  return out;
}

}  // namespace liftguard::replay
