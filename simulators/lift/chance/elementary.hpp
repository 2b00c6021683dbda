// The elementary functions that the simulator needs, made from IEEE additions and multiplications alone: the ones of
// <cmath> differ in the last bit from one C library to the next, and a seed must give the same bytes on every host.
// (std::floor and std::sqrt are exact everywhere by IEEE 754 and are used as they are.)
#pragma once

namespace liftguard::lift {

[[nodiscard]] double sine_of_turns(double turns);    // sin(2 pi turns), error below 1e-11
[[nodiscard]] double cosine_of_turns(double turns);  // cos(2 pi turns)
[[nodiscard]] double exponential(double x);          // e^x for |x| <= 700, relative error below 1e-14

}  // namespace liftguard::lift
