#include "simulators/lift/physics/passengers.hpp"

#include <algorithm>
#include <stdexcept>

namespace liftguard::lift {
namespace {

// Measured: a step onto or off the car is 0.25-0.73 m/s² at 6-7 Hz for 0.2-0.3 s, and rings the car at 3-4 Hz for 2-5
// s.
constexpr Range kBoardingStep{0.25, 0.73};
constexpr Range kFidget{0.02, 0.12};
constexpr Range kFidgetPause_s{4, 70};  // between two movements of somebody who stands and waits
constexpr Range kJumpLanding{2.8, 4.5};

void require(const Doorway& doorway) {
  if (!doorway.wide_open || !doorway.landing_in_reach) throw std::logic_error("nobody walks through a shut door");
}

}  // namespace

void Passengers::board(double time_s, const Doorway& doorway, std::size_t destination) {
  require(doorway);
  people_.push_back({destination, time_s + random_.uniform(kFidgetPause_s)});
  step(time_s, kBoardingStep);
  stir(time_s + 1.2);  // turns round, looks for the button
}

void Passengers::leave_one(double time_s, const Doorway& doorway) {
  require(doorway);
  if (people_.empty()) throw std::logic_error("nobody is there to leave");
  people_.pop_back();
  step(time_s, kBoardingStep);
  stir(time_s + 0.3);
  if (people_.empty()) motionless_ = false;
}

void Passengers::leave_one_for(double time_s, const Doorway& doorway, std::size_t floor) {
  const auto who = std::find_if(people_.begin(), people_.end(),
                                [floor](const Person& person) { return person.destination == floor; });
  if (who == people_.end()) throw std::logic_error("nobody wants to that floor");
  std::iter_swap(who, people_.end() - 1);
  leave_one(time_s, doorway);
}

void Passengers::stir_all(double time_s) {
  if (!people_.empty() && !motionless_) stir(time_s + 0.8);
}

void Passengers::jump(double time_s) {
  constexpr double kFlight_s = 0.25;
  constexpr double kLanding_s = 0.09;
  const double landing_s = time_s + kFlight_s;
  vertical_.add(time_s, Shakes::Pulse{random_.uniform({0.8, 1.4}), 0.12});  // push off
  vertical_.add(landing_s, Shakes::Pulse{-random_.uniform(kJumpLanding), kLanding_s});
  vertical_.add(landing_s + kLanding_s, Shakes::Ring{random_.uniform({0.3, 0.6}), random_.uniform({3, 4}), 0.35});
  across_.add(landing_s, Shakes::Burst{random_.uniform({0.1, 0.3}), random_.uniform({4, 8}), 0.3});
  jump_times_s_.push_back(landing_s + kLanding_s / 2);
  stir(landing_s + 0.5);
}

void Passengers::advance_to(double time_s) {
  if (motionless_) return;
  for (Person& person : people_) {
    if (time_s < person.next_fidget_s) continue;
    person.next_fidget_s = time_s + random_.uniform(kFidgetPause_s);
    step(time_s, kFidget);
    stir(time_s + random_.uniform({0.3, 2.5}));
  }
}

std::size_t Passengers::wanting(std::size_t floor) const {
  return static_cast<std::size_t>(std::count_if(people_.begin(), people_.end(),
                                                [floor](const Person& person) { return person.destination == floor; }));
}

void Passengers::step(double time_s, Range amplitude) {
  const double size = random_.either_way(amplitude);
  vertical_.add(time_s, Shakes::Burst{size, random_.uniform({6, 7}), random_.uniform({0.2, 0.3})});
  vertical_.add(time_s + 0.2, Shakes::Ring{size * random_.uniform({0.15, 0.3}), random_.uniform({3, 4}),
                                           random_.uniform({0.4, 0.9})});
  across_.add(time_s, Shakes::Burst{size * random_.either_way({0.2, 0.4}), random_.uniform({1.5, 4}),
                                    random_.uniform({0.3, 0.6})});
}

void Passengers::stir(double until_s) {
  stirring_until_s_ = std::max(stirring_until_s_, until_s);
}

}  // namespace liftguard::lift
