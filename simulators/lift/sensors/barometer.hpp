// The air pressure that the box measures: the height's, and everything that disturbs it. All in Pa.
#pragma once

#include "simulators/lift/chance/random.hpp"

namespace liftguard::lift {

struct AirTraits {
  double ground_pressure = 100'800;  // at the lowest landing when the world begins
  double shaft_celsius = 20;         // sets how many Pa a storey has: 35-42
  double weather_per_hour = 20;      // steady drift; a storm front reaches 600 (DV-1)
  double noise = 0.6;                // white, rms a sample: 0.13 (BMP581) to 3 (BMP180)
  double slow_wander = 1.8;          // rms of a Gauss-Markov process of 120 s: 2-3 Pa in a minute
  double fast_wander = 0.3;          // rms of one of 2 s: 0.5 Pa in 1.4 s
  double piston = 0.6;               // Pa at 1 m/s, grows with the square of the speed; its sign is where the box sits
  double conditioning = 0;           // step while the car's fan runs
  double outlier_share = 0;          // samples that are off by up to 50 Pa
};

struct AirState {
  double height_m = 0;
  double speed = 0;  // m/s
};

// The physical part: p(h, T) of the barometric formula for air of one temperature.
[[nodiscard]] double pressure_at(double height_m, double ground_pressure, double celsius);

class Barometer {
 public:
  Barometer(const AirTraits& traits, Random random);

  void advance(double dt_s, const AirState& car);
  void gust();  // a door opens: -5 to -14 Pa for 0.2-1 s

  [[nodiscard]] double sample();     // what the sensor says, with its noise
  [[nodiscard]] double air() const;  // what the air at the sensor has, without the sensor's noise
  void set_weather_per_hour(double drift) { traits_.weather_per_hour = drift; }

 private:
  void advance_fan(double dt_s);

  AirTraits traits_;
  Random random_;
  double time_s_ = 0;
  double height_m_ = 0;  // that height_pressure_ is of
  double height_pressure_;
  double weather_ = 0;
  double slow_ = 0, fast_ = 0;
  double piston_ = 0;
  double fan_ = 0;
  double fan_goal_ = 0;
  double fan_switch_s_ = 0;
  double gust_size_ = 0;
  double gust_start_s_ = 0;
  double gust_end_s_ = 0;
};

}  // namespace liftguard::lift
