// Motion along the shaft as pieces of constant jerk, evaluated in closed form: no integration error, whatever the rate.
#pragma once

#include <vector>

namespace liftguard::lift {

// Metres and seconds, upward positive.
struct Motion {
  double height_m = 0;
  double speed = 0;
  double acceleration = 0;
};

struct Piece {
  double seconds = 0;
  double acceleration = 0;  // at the piece's start; it may jump from the piece before (a brake that lets go)
  double jerk = 0;
};

// One end of a ride. Start and stop need not match. Measured: acceleration 0.35-1.1 m/s², jerk 1.2-10 m/s³, a soft
// tail of 0.6-1.9 s (a low jerk where the pulse ends).
struct Ramp {
  double acceleration = 0;  // m/s², magnitude
  double jerk_in = 0;       // m/s³, magnitude: where the pulse begins
  double jerk_out = 0;      // m/s³, magnitude: where it ends
};

// A two-speed drive: from full speed to creep speed, some seconds of that, then the brake.
struct Creep {
  double speed = 0.25;  // m/s
  double seconds = 2;
  double brake = 1.5;  // m/s², 1-1.9 measured
};

struct RideStyle {
  double speed = 1.0;  // m/s
  Ramp start;
  Ramp stop;
  Creep creep;
  bool two_speed = false;  // whether `creep` is in use
};

// A brake's stop: the deceleration builds up within `bite_s` and is gone at once when the car stands.
struct Brake {
  double deceleration = 2.0;  // m/s²
  double bite_s = 0.12;
};

class Profile {
 public:
  explicit Profile(double initial_speed = 0) : initial_speed_(initial_speed) {}

  void add(const Piece& piece);
  [[nodiscard]] double seconds() const { return seconds_; }
  [[nodiscard]] double metres() const;
  [[nodiscard]] double end_speed() const;
  [[nodiscard]] Motion at(double seconds_from_start) const;  // height from where it began; clamped to the profile's end

 private:
  struct Joint {
    double seconds;  // from the profile's start
    double metres;
    double speed;
    Piece piece;
  };
  double initial_speed_;
  double seconds_ = 0;
  std::vector<Joint> joints_;
};

// From rest to rest over `metres` (negative: down), never faster than the style's speed.
[[nodiscard]] Profile ride_profile(double metres, const RideStyle& style);

// From `speed` and `acceleration` to rest by the brake alone.
[[nodiscard]] Profile brake_profile(double speed, double acceleration, const Brake& brake);

}  // namespace liftguard::lift
