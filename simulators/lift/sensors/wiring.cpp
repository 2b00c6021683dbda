#include "simulators/lift/sensors/wiring.hpp"

namespace liftguard::lift {
namespace {

// Outside what the parts can measure: ±16 g, 30-110 kPa, -40 to 125 °C.
constexpr float kAbsurdAcceleration = 400, kAbsurdPressure = 0, kAbsurdTemperature = 200;

}  // namespace

void Wiring::pass(trace::Row& row) {
  pass_numbers(row);
  pass_switch(Part::door, row.door);
  pass_switch(Part::zone, row.zone);
  pass_switch(Part::presence, row.occ);
  pass_switch(Part::button, row.btn);
  pass_switch(Part::mains, row.mains);
  pass_switch(Part::inspection, row.insp);
}

void Wiring::pass_numbers(trace::Row& row) {
  switch (of(Part::acceleration)) {
    case Ailment::silent:
      row.ax = row.ay = row.az = std::nullopt;
      break;
    case Ailment::frozen:
      row.ax = last_.ax, row.ay = last_.ay, row.az = last_.az;
      break;
    case Ailment::out_of_range:
      row.az = kAbsurdAcceleration;
      break;
    case Ailment::none:
    case Ailment::stuck_off:
    case Ailment::stuck_on:
      last_.ax = row.ax, last_.ay = row.ay, last_.az = row.az;
      break;
  }
  if (of(Part::pressure) == Ailment::silent) row.p_pa.reset();
  if (of(Part::pressure) == Ailment::frozen && row.p_pa) row.p_pa = last_.p_pa;
  if (of(Part::pressure) == Ailment::out_of_range && row.p_pa) row.p_pa = kAbsurdPressure;
  if (of(Part::pressure) == Ailment::none && row.p_pa) last_.p_pa = row.p_pa;
  if (of(Part::temperature) == Ailment::silent) row.temp_c.reset();
  if (of(Part::temperature) == Ailment::out_of_range && row.temp_c) row.temp_c = kAbsurdTemperature;
  pass_spike(Part::acceleration, row.az);
  pass_spike(Part::pressure, row.p_pa);
  pass_spike(Part::temperature, row.temp_c);
}

void Wiring::pass_switch(Part part, std::optional<bool>& cell) const {
  if (!cell) return;
  const Ailment ailment = of(part);
  if (ailment == Ailment::silent) cell.reset();
  if (ailment == Ailment::stuck_off) cell = false;
  if (ailment == Ailment::stuck_on) cell = true;
}

void Wiring::pass_spike(Part part, std::optional<float>& cell) {
  auto& spike = spikes_.at(index_of(part));
  if (!spike || !cell) return;
  cell = *spike;
  spike.reset();
}

}  // namespace liftguard::lift
