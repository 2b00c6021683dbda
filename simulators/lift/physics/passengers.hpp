// The people in the car: they come and go through an open door at a landing, stand still, and shift their weight now
// and then.
#pragma once

#include <cstddef>
#include <vector>

#include "simulators/lift/chance/random.hpp"
#include "simulators/lift/physics/shakes.hpp"

namespace liftguard::lift {

// What stands between the car and the landing. Nobody passes unless both hold (std::logic_error): the simulator would
// otherwise make truths that no world can have.
struct Doorway {
  bool wide_open = false;
  bool landing_in_reach = false;  // the car is in a door zone
};

class Passengers {
 public:
  explicit Passengers(Random random) : random_(random) {}

  void board(double time_s, const Doorway& doorway, std::size_t destination);
  void leave_one(double time_s, const Doorway& doorway);                         // whoever stands nearest to the door
  void leave_one_for(double time_s, const Doorway& doorway, std::size_t floor);  // one of those who want to that floor
  void stir_all(double time_s);                                                  // the door moves: everybody shifts
  void jump(double time_s);             // one jump: 2.6-4.5 m/s² at the landing
  void faint() { motionless_ = true; }  // nobody moves until they leave

  void advance_to(double time_s);

  [[nodiscard]] std::size_t inside() const { return people_.size(); }
  [[nodiscard]] std::size_t wanting(std::size_t floor) const;
  [[nodiscard]] bool stirring(double time_s) const { return time_s < stirring_until_s_; }

  // What they do to the car body, vertically and across.
  [[nodiscard]] Shakes& vertical() { return vertical_; }
  [[nodiscard]] Shakes& across() { return across_; }
  [[nodiscard]] const std::vector<double>& jump_times_s() const { return jump_times_s_; }  // of the landings

 private:
  struct Person {
    std::size_t destination = 0;
    double next_fidget_s = 0;
  };
  void step(double time_s, Range amplitude);
  void stir(double until_s);

  Random random_;
  std::vector<Person> people_;
  double stirring_until_s_ = 0;
  bool motionless_ = false;
  Shakes vertical_, across_;
  std::vector<double> jump_times_s_;
};

}  // namespace liftguard::lift
