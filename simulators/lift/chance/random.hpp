// Chance, the same on every host. std::mt19937_64 is fixed by the standard; its distributions are not, so they are
// made here from integers and IEEE arithmetic.
#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <span>
#include <string_view>

namespace liftguard::lift {

// [low, high), both in the unit of what is drawn.
struct Range {
  double low = 0;
  double high = 0;
};

// A seed made of a seed and a name: the same number gives unrelated worlds to unrelated names.
[[nodiscard]] std::uint64_t seed_for(std::uint64_t seed, std::string_view name);

// Draw once an expression, or inside braces: the order of a call's arguments is the compiler's choice.
//
// A stream of its own for each concern of each seed: one more draw by the barometer leaves the traffic as it was.
class Random {
 public:
  Random(std::uint64_t seed, std::string_view concern);

  [[nodiscard]] double uniform(Range range);
  [[nodiscard]] int whole(int low, int high);  // both ends included
  [[nodiscard]] bool chance(double probability);
  [[nodiscard]] double normal(double sigma);    // the sum of twelve uniforms: sigma exact, tails end at 6 sigma
  [[nodiscard]] double either_way(Range size);  // the size drawn, then its sign

  template <class T>
  [[nodiscard]] const T& pick(std::span<const T> choices) {
    return choices[static_cast<std::size_t>(whole(0, static_cast<int>(choices.size()) - 1))];
  }

 private:
  std::mt19937_64 bits_;
};

}  // namespace liftguard::lift
