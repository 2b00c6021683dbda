#include "simulators/lift/chance/elementary.hpp"

#include <cmath>

namespace liftguard::lift {
namespace {

constexpr double kTwoPi = 6.283185307179586;
constexpr double kLn2 = 0.6931471805599453;

// Taylor's series of the sine to x^17: the next term is below 2e-13 at pi/2.
double sine_near_zero(double x) {
  const double square = x * x;
  double sum = 1.0;
  for (int n = 16; n >= 2; n -= 2) sum = 1.0 - sum * square / (n * (n + 1));
  return x * sum;
}

}  // namespace

double sine_of_turns(double turns) {
  double folded = turns - std::floor(turns + 0.5);  // -0.5 .. 0.5
  if (folded > 0.25) folded = 0.5 - folded;
  if (folded < -0.25) folded = -0.5 - folded;
  return sine_near_zero(kTwoPi * folded);
}

double cosine_of_turns(double turns) {
  return sine_of_turns(turns + 0.25);
}

double exponential(double x) {
  const double halvings = std::floor(x / kLn2 + 0.5);
  const double rest = x - halvings * kLn2;  // at most ln 2 / 2
  double sum = 1.0;
  for (int n = 16; n >= 1; --n) sum = 1.0 + sum * rest / n;
  return std::ldexp(sum, static_cast<int>(halvings));
}

}  // namespace liftguard::lift
