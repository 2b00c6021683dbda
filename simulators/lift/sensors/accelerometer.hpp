// The accelerometer on the car's roof: specific force in the box's axes, z up, with everything that shakes it.
#pragma once

#include <array>

#include "simulators/lift/chance/random.hpp"
#include "simulators/lift/physics/shakes.hpp"

namespace liftguard::lift {

struct AccelerometerTraits {
  double gravity = 9.794;                     // m/s² where the house stands
  std::array<double, 3> bias{0.0, 0.0, 0.0};  // m/s²
  double noise = 0.012;                       // rms a sample and axis; 0.005-0.03 measured at rest
  double run_vibration = 0.040;               // vertical rms at full speed; 0.034-0.047 measured
  double sway = 0.03;             // m/s², horizontal amplitude at full speed; DV-16's limit is 0.40 peak to peak
  double tilt_x = 0, tilt_y = 0;  // turns: how crooked the fitter left it
};

struct CarFeel {
  double acceleration = 0;    // of the car along the shaft
  double vertical_shake = 0;  // m/s²
  double across_shake = 0;    // m/s²
  double height_m = 0;
  double speed_share = 0;  // of the rated speed, 0..
};

class Accelerometer {
 public:
  Accelerometer(const AccelerometerTraits& traits, Random random);

  // Worn guide shoes, a bent rail: m/s², horizontal amplitude at full speed.
  void set_sway(double amplitude) { traits_.sway = amplitude; }
  [[nodiscard]] double sway() const { return traits_.sway; }

  [[nodiscard]] std::array<double, 3> sample(double time_s, const CarFeel& feel);

 private:
  struct Swing {
    double vertical = 0;
    double x = 0;
    double y = 0;
  };
  Swing run_swing(double time_s, const CarFeel& feel);

  AccelerometerTraits traits_;
  Random random_;
  double vertical_hz_, sway_x_hz_, sway_y_hz_;
  double along_x_, along_y_, along_z_;  // shares of what is felt along the shaft
  double last_height_m_ = 0;
  Shakes joints_;
};

}  // namespace liftguard::lift
