#include "simulators/lift/physics/shakes.hpp"

#include "simulators/lift/chance/elementary.hpp"

namespace liftguard::lift {

void Shakes::add(double start_s, const Burst& burst) {
  shakes_.push_back({Shape::burst, start_s, start_s + burst.seconds, burst.amplitude, burst.frequency_hz, 0});
}

void Shakes::add(double start_s, const Ring& ring) {
  constexpr double kForgotten = 6;
  shakes_.push_back({Shape::ring, start_s, start_s + kForgotten * ring.time_constant_s, ring.amplitude,
                     ring.frequency_hz, ring.time_constant_s});
}

void Shakes::add(double start_s, const Pulse& pulse) {
  shakes_.push_back({Shape::pulse, start_s, start_s + pulse.seconds, pulse.amplitude, 0, 0});
}

double Shakes::value(const Shake& shake, double time_s) {
  const double t = time_s - shake.start_s;
  const double half_sine = sine_of_turns(0.5 * t / (shake.end_s - shake.start_s));
  switch (shake.shape) {
    case Shape::burst:
      return shake.amplitude * half_sine * sine_of_turns(shake.frequency_hz * t);
    case Shape::pulse:
      return shake.amplitude * half_sine;
    case Shape::ring:
      return shake.amplitude * exponential(-t / shake.time_constant_s) * sine_of_turns(shake.frequency_hz * t);
  }
  return 0;
}

double Shakes::at(double time_s) {
  std::erase_if(shakes_, [time_s](const Shake& shake) { return shake.end_s <= time_s; });
  double sum = 0;
  for (const Shake& shake : shakes_) {
    if (shake.start_s <= time_s) sum += value(shake, time_s);
  }
  return sum;
}

}  // namespace liftguard::lift
