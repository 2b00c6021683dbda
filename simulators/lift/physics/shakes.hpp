// What makes the car tremble without taking it anywhere: steps, jumps, door gear, rail joints, ropes ringing after a
// stop. Accelerations in m/s²; a shake's displacement is below a few millimetres and is not part of the height.
#pragma once

#include <cstdint>
#include <vector>

namespace liftguard::lift {

class Shakes {
 public:
  // A step: a sine inside a half-sine envelope.
  struct Burst {
    double amplitude;
    double frequency_hz;
    double seconds;
  };
  // Ropes and frame swinging out: a decaying sine, forgotten after six time constants.
  struct Ring {
    double amplitude;
    double frequency_hz;
    double time_constant_s;
  };
  // A landing: one half sine.
  struct Pulse {
    double amplitude;
    double seconds;
  };

  void add(double start_s, const Burst& burst);
  void add(double start_s, const Ring& ring);
  void add(double start_s, const Pulse& pulse);

  [[nodiscard]] double at(double time_s);  // the sum of what goes on; forgets what has ended, so times only rise

 private:
  enum class Shape : std::uint8_t { burst = 0, ring = 1, pulse = 2 };
  struct Shake {
    Shape shape;
    double start_s;
    double end_s;
    double amplitude;
    double frequency_hz;
    double time_constant_s;
  };
  static double value(const Shake& shake, double time_s);

  std::vector<Shake> shakes_;
};

}  // namespace liftguard::lift
