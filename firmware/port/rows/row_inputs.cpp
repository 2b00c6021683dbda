#include "firmware/port/rows/row_inputs.hpp"

#include <algorithm>
#include <string>

namespace liftguard::port {
namespace {

using engine::Sensor;
using engine::Switch;
using trace::Column;

engine::SensorSet sensors_of(const trace::TraceHeader& header) {
  constexpr std::array<std::pair<Column, Sensor>, 8> kOneColumn{{{Column::p_pa, Sensor::pressure},
                                                                 {Column::door, Sensor::door},
                                                                 {Column::zone, Sensor::zone},
                                                                 {Column::occ, Sensor::presence},
                                                                 {Column::btn, Sensor::button},
                                                                 {Column::mains, Sensor::mains},
                                                                 {Column::insp, Sensor::inspection},
                                                                 {Column::temp_c, Sensor::temperature}}};
  engine::SensorSet sensors;
  if (header.has(Column::ax) && header.has(Column::ay) && header.has(Column::az)) sensors.add(Sensor::acceleration);
  for (const auto& [column, sensor] : kOneColumn)
    if (header.has(column)) sensors.add(sensor);
  return sensors;
}

// Null where the label fits a panel.
const char* wrong_label(const std::string& label) {
  return label.size() > engine::Label::kMaxBytes ? "a floor's label has more than 7 bytes: " : nullptr;
}

}  // namespace

RowInputs::RowInputs(const trace::Row& row) {
  const engine::Time at{engine::Duration{row.t_us}};
  const auto add_switch = [&](const std::optional<bool>& value, Switch which) {
    if (value) add(at, engine::SwitchReading{which, *value});
  };
  add_switch(row.door, Switch::door);
  add_switch(row.zone, Switch::zone);
  add_switch(row.occ, Switch::presence);
  add_switch(row.btn, Switch::button);
  add_switch(row.mains, Switch::mains);
  add_switch(row.insp, Switch::inspection);
  if (row.temp_c) add(at, engine::Temperature{*row.temp_c});
  if (row.p_pa) add(at, engine::Pressure{*row.p_pa});
  if (row.ax && row.ay && row.az) add(at, engine::Acceleration{*row.ax, *row.ay, *row.az});
  if (count_ == 0) add(at, engine::Tick{});
}

void RowInputs::add(engine::Time at, engine::Reading reading) {
  list_[count_++] = engine::Input{at, reading};
}

Result<engine::Site> site_of(const trace::TraceHeader& header) {
  engine::Site site;
  site.sensors = sensors_of(header);
  if (header.rated_speed) site.rated_speed_mps = static_cast<float>(*header.rated_speed);
  if (header.floors.size() > engine::Site::kMaxFloors) return refuse("bad_site", "there are more than 128 floors");
  for (const auto& mark : header.floors) {
    if (const char* wrong = wrong_label(mark.label)) return refuse("bad_site", wrong + mark.label);
    site.floors[site.floor_count++] = {engine::Label(mark.label), static_cast<float>(mark.height_m)};
  }
  if (header.start_floor.empty()) return site;
  const auto known = std::any_of(header.floors.begin(), header.floors.end(),
                                 [&](const auto& mark) { return mark.label == header.start_floor; });
  if (!header.floors.empty() && !known)
    return refuse("bad_site", "start_floor is not among the floors: " + header.start_floor);
  if (const char* wrong = wrong_label(header.start_floor)) return refuse("bad_site", wrong + header.start_floor);
  site.start_floor = engine::Label(header.start_floor);
  return site;
}

}  // namespace liftguard::port
