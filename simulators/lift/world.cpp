#include "simulators/lift/world.hpp"

#include <algorithm>
#include <cmath>

namespace liftguard::lift {
namespace {

constexpr double kPressureRate_hz = 25;  // of the barometers in question, below that every row has one
constexpr double kSwitchRepeat_s = 0.5;  // a switch says what it is at least once a second (DV-19)
constexpr double kTemperature_s = 1.0;

// Cells hold what a trace file holds of them, so that rows mean the same whether or not they went through one. A float
// times a power of ten up to 10^5 is exact in a double, so there is one rounding, and it is the writer's.
float to_cell(double value, double steps_per_unit) {
  const auto given = static_cast<double>(static_cast<float>(value));
  return static_cast<float>(std::nearbyint(given * steps_per_unit) / steps_per_unit);
}

bool is_missing(trace::Column column, const PartSet& without) {
  switch (column) {
    case trace::Column::t_ms:
      return false;
    case trace::Column::ax:
    case trace::Column::ay:
    case trace::Column::az:
      return without.has(Part::acceleration);
    case trace::Column::p_pa:
      return without.has(Part::pressure);
    case trace::Column::door:
      return without.has(Part::door);
    case trace::Column::zone:
      return without.has(Part::zone);
    case trace::Column::occ:
      return without.has(Part::presence);
    case trace::Column::btn:
      return without.has(Part::button);
    case trace::Column::mains:
      return without.has(Part::mains);
    case trace::Column::insp:
      return without.has(Part::inspection);
    case trace::Column::temp_c:
      return without.has(Part::temperature);
  }
  return false;
}

float to_acceleration_cell(double value) {
  return to_cell(value, 1e4);
}

std::int64_t ticks_of(double seconds, double rate_hz) {
  return std::max<std::int64_t>(1, static_cast<std::int64_t>(seconds * rate_hz));
}

}  // namespace

World::World(const Setting& with)
    : setting(with),
      chance(with.seed, "story"),
      car(with.building.height_of(with.start_floor)),
      doors(with.doors),
      passengers(Random{with.seed, "passengers"}),
      climate(with.car_celsius),
      barometer(with.air, Random{with.seed, "barometer"}),
      accelerometer(with.accelerometer, Random{with.seed, "accelerometer"}),
      presence(with.presence, Random{with.seed, "presence"}),
      zone_(with.building.zone_at(with.building.height_of(with.start_floor))),
      clock_(with.seed, "clock"),
      body_(with.seed, "body"),
      ticks_a_pressure_(ticks_of(1 / kPressureRate_hz, with.rate_hz)),
      ticks_a_repeat_(ticks_of(kSwitchRepeat_s, with.rate_hz)),
      ticks_a_temperature_(ticks_of(kTemperature_s, with.rate_hz)) {}

void World::step() {
  const double before_s = time_s_;
  const double time_s = time_s_ = next_time_s();
  const double dt_s = setting.fit.jitter > 0 ? time_s - before_s : 1 / setting.rate_hz;

  const bool was_moving = !car.at_rest();
  const double acceleration_before = car.motion().acceleration;
  const double height_before_m = car.motion().height_m;
  car.advance_to(time_s);
  find_zone(height_before_m);
  doors.advance(dt_s);
  climate.advance(dt_s);
  timeline.advance_to(time_s);
  passengers.advance_to(time_s);
  feel_doors();
  feel_stop(was_moving, acceleration_before);
  presence.advance_to(time_s, passengers.stirring(time_s));
  barometer.advance(dt_s, {car.motion().height_m, car.motion().speed});
  sense(was_moving);
}

// Rows at the rate of the setting, or about it where the times are irregular.
double World::next_time_s() {
  const double off = setting.fit.jitter > 0 ? clock_.uniform({-setting.fit.jitter, setting.fit.jitter}) : 0;
  const double ticks = static_cast<double>(++ticks_) + off;
  now_us_ = static_cast<std::int64_t>(setting.fit.clock_start_ms * 1000) +
            static_cast<std::int64_t>(ticks * 1e6 / setting.rate_hz + 0.5);
  return ticks * (1 / setting.rate_hz);
}

void World::find_zone(double height_before_m) {
  const double height_m = car.motion().height_m;
  if (height_m != height_before_m) zone_ = setting.building.zone_at(height_m);
}

// The gear thumps where it starts and ends, the air moves when the leaf leaves its frame, and everybody looks up.
void World::feel_doors() {
  const Doors::Moment moment = doors.moment();
  if (moment == Doors::Moment::none) return;
  gear_.add(now_s(), Shakes::Burst{body_.either_way({0.03, 0.1}), body_.uniform({12, 20}), 0.15});
  if (moment != Doors::Moment::unlocked) return;
  passengers.stir_all(now_s());
  if (body_.chance(0.7)) barometer.gust();
}

// The ropes swing out after a stop, much after a brake's and little after a soft one; then the machine's brake drops
// (0.1-0.3 m/s² up to 6 s after the stop).
void World::feel_stop(bool was_moving, double acceleration_before) {
  if (!was_moving || !car.at_rest()) return;
  const double abruptness = std::min(4.0, std::abs(acceleration_before));
  gear_.add(now_s(), Shakes::Ring{0.02 + 0.3 * abruptness, body_.uniform({3.0, 5.5}), body_.uniform({0.25, 0.5})});
  if (body_.chance(0.7)) {
    const double drop_s = car.rest_since_s() + body_.uniform({0.3, 5.5});
    gear_.add(drop_s, Shakes::Burst{body_.either_way({0.1, 0.3}), body_.uniform({5, 12}), 0.12});
  }
}

void World::sense(bool was_moving) {
  CarFeel feel;
  feel.acceleration = car.motion().acceleration;
  feel.vertical_shake = gear_.at(now_s()) + passengers.vertical().at(now_s());
  feel.across_shake = passengers.across().at(now_s());
  feel.height_m = car.motion().height_m;
  feel.speed_share = was_moving ? std::abs(car.motion().speed) / setting.building.style.speed : 0;
  acceleration_ = accelerometer.sample(now_s(), feel);
  fresh_.pressure = ticks_ % ticks_a_pressure_ == 0;
  if (fresh_.pressure || ticks_ == 1) pressure_ = barometer.sample();
  fresh_.temperature = ticks_ % ticks_a_temperature_ == 1 || ticks_a_temperature_ == 1;
  note_switches();
}

void World::note_switches() {
  const SwitchStates states{!doors.locked(), zone().has_value(), presence.on(),
                            panel.button,    panel.mains,        panel.inspection};
  fresh_.switches = !(states == switches_) || ticks_ % ticks_a_repeat_ == 1 || ticks_a_repeat_ == 1;
  switches_ = states;
}

trace::Row World::row(Cells cells) {
  const bool all = cells == Cells::every_one;
  const auto acceleration = setting.fit.phone ? setting.posture.seen(acceleration_) : acceleration_;
  trace::Row row;
  row.t_us = now_us_;
  row.ax = to_acceleration_cell(acceleration[0]);
  row.ay = to_acceleration_cell(acceleration[1]);
  row.az = to_acceleration_cell(acceleration[2]);
  if (all || fresh_.pressure) row.p_pa = to_cell(pressure_, 1e3);
  if (all || fresh_.temperature) row.temp_c = to_cell(climate.celsius(), 1e2);
  if (all || fresh_.switches) {
    row.door = switches_.door;
    row.zone = switches_.zone;
    row.occ = switches_.presence;
    row.btn = switches_.button;
    row.mains = switches_.mains;
    row.insp = switches_.inspection;
  }
  wiring.pass(row);
  leave_out_what_is_missing(row);
  return row;
}

void World::leave_out_what_is_missing(trace::Row& row) const {
  const PartSet& without = setting.fit.without;
  if (without.has(Part::acceleration)) row.ax = row.ay = row.az = std::nullopt;
  if (without.has(Part::pressure)) row.p_pa.reset();
  if (without.has(Part::temperature)) row.temp_c.reset();
  if (without.has(Part::door)) row.door.reset();
  if (without.has(Part::zone)) row.zone.reset();
  if (without.has(Part::presence)) row.occ.reset();
  if (without.has(Part::button)) row.btn.reset();
  if (without.has(Part::mains)) row.mains.reset();
  if (without.has(Part::inspection)) row.insp.reset();
}

trace::TraceHeader World::header() const {
  trace::TraceHeader header;
  header.source = "simulated";
  if (setting.told.floor_table) {
    for (const Floor& floor : setting.building.floors) header.floors.push_back({floor.label, floor.height_m});
  }
  if (setting.told.start_floor) header.start_floor = setting.building.floors.at(setting.start_floor).label;
  if (setting.told.rated_speed) header.rated_speed = setting.building.style.speed;
  header.columns = trace::all_columns();
  std::erase_if(header.columns, [this](trace::Column column) { return is_missing(column, setting.fit.without); });
  return header;
}

}  // namespace liftguard::lift
