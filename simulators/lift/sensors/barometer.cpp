#include "simulators/lift/sensors/barometer.hpp"

#include <cmath>
#include <utility>

#include "simulators/lift/chance/elementary.hpp"

namespace liftguard::lift {
namespace {

constexpr double kGravity = 9.80665;        // m/s², WGS standard
constexpr double kGasConstantAir = 287.05;  // J/(kg K), dry air
constexpr double kKelvin = 273.15;
constexpr double kSlow_s = 120;
constexpr double kFast_s = 2;
constexpr double kPiston_s = 0.5;  // the air in the shaft follows the car's speed
constexpr double kFan_s = 1.5;

// One step of an Ornstein-Uhlenbeck process with the given rms and correlation time.
void wander(double& value, double rms, double correlation_s, double dt_s, Random& random) {
  value += -value * dt_s / correlation_s + random.normal(rms * std::sqrt(2 * dt_s / correlation_s));
}

}  // namespace

double pressure_at(double height_m, double ground_pressure, double celsius) {
  return ground_pressure * exponential(-kGravity * height_m / (kGasConstantAir * (celsius + kKelvin)));
}

Barometer::Barometer(const AirTraits& traits, Random random)
    : traits_(traits),
      random_(std::move(random)),
      height_pressure_(pressure_at(height_m_, traits.ground_pressure, traits.shaft_celsius)) {}

void Barometer::advance(double dt_s, const AirState& car) {
  time_s_ += dt_s;
  if (car.height_m != height_m_) {  // most of a day a car stands
    height_m_ = car.height_m;
    height_pressure_ = pressure_at(height_m_, traits_.ground_pressure, traits_.shaft_celsius);
  }
  weather_ += traits_.weather_per_hour * dt_s / 3600;
  wander(slow_, traits_.slow_wander, kSlow_s, dt_s, random_);
  wander(fast_, traits_.fast_wander, kFast_s, dt_s, random_);
  piston_ += (traits_.piston * car.speed * std::abs(car.speed) - piston_) * dt_s / kPiston_s;
  advance_fan(dt_s);
}

void Barometer::advance_fan(double dt_s) {
  if (traits_.conditioning == 0) return;
  if (time_s_ >= fan_switch_s_) {
    fan_goal_ = fan_goal_ == 0 ? traits_.conditioning : 0;
    fan_switch_s_ = time_s_ + random_.uniform({60, 400});
  }
  fan_ += (fan_goal_ - fan_) * dt_s / kFan_s;
}

void Barometer::gust() {
  gust_size_ = -random_.uniform({5, 14});
  gust_start_s_ = time_s_;
  gust_end_s_ = time_s_ + random_.uniform({0.2, 1.0});
}

double Barometer::air() const {
  double gust = 0;
  if (time_s_ < gust_end_s_) {
    gust = gust_size_ * sine_of_turns(0.5 * (time_s_ - gust_start_s_) / (gust_end_s_ - gust_start_s_));
  }
  return height_pressure_ + weather_ + slow_ + fast_ + piston_ + fan_ + gust;
}

double Barometer::sample() {
  double sample = air() + random_.normal(traits_.noise);
  if (traits_.outlier_share > 0 && random_.chance(traits_.outlier_share)) sample += random_.uniform({-50, 50});
  return sample;
}

}  // namespace liftguard::lift
