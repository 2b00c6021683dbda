// DV-19: which sensors the box must find lost and restored.
#pragma once

#include <array>

#include "simulators/lift/witness/expectations.hpp"
#include "simulators/lift/witness/scene.hpp"

namespace liftguard::lift {

class SensorWatch {
 public:
  void watch(const World& world, Expectations& expectations);

 private:
  struct State {
    Ailment ailment = Ailment::none;
    double since_s = 0;  // of the ailment
    Held well;
    bool lost = false;
  };
  void watch_loss(State& state, double time_s, Expectations& expectations);
  void watch_restoration(State& state, double time_s, Expectations& expectations);
  void end_of_ailment(State& state, double time_s, Expectations& expectations);

  std::array<State, kParts> states_{};
};

}  // namespace liftguard::lift
