// A sensor's numbers lie on a grid: counts of a converter times its step, or decimals of a text. The place on the grid
// is a small whole number; a value beside it is coded by its bits. Which grid it is is found from the values.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace liftguard::clip {

enum class GridKind : std::uint8_t {
  bits = 0,      // the float's own bits, in the order of the numbers
  quotient = 1,  // n / factor
  product = 2,   // n * factor
};

struct Grid {
  GridKind kind = GridKind::bits;
  float factor = 1;

  bool operator==(const Grid&) const = default;
};

// False for a factor that is no positive finite number.
[[nodiscard]] bool is_usable(const Grid& grid);

// The place of a value; nullopt where value_at() would not give back its very bits.
[[nodiscard]] std::optional<std::int32_t> place_of(const Grid& grid, float value);
[[nodiscard]] float value_at(const Grid& grid, std::int32_t place);

// Bits as a number that rises with the float's value, and back; -0 and every NaN keep theirs.
[[nodiscard]] constexpr std::int32_t ordered(float value) {
  const auto bits = std::bit_cast<std::int32_t>(value);
  return bits < 0 ? ~(bits & INT32_MAX) : bits;
}
[[nodiscard]] constexpr float from_ordered(std::int32_t place) {
  return std::bit_cast<float>(place < 0 ? ~place | INT32_MIN : place);
}

// Finds the coarsest grid on which all of the values lie that it saw.
class GridFinder {
 public:
  // `step` of the sensor where it is known (a value is a multiple of it), m/s² or Pa or °C; 0: not known.
  explicit GridFinder(float step = 0);

  void see(float value);
  // Of the values since the last call, where they were enough; otherwise what it was before.
  [[nodiscard]] Grid take();

 private:
  static constexpr std::size_t kMost = 16;
  static constexpr std::uint32_t kEnough = 32;

  std::array<Grid, kMost> tried_{};
  std::size_t tried_count_ = 0;
  std::uint32_t fitting_ = 0;  // a bit for each of tried_
  std::uint32_t seen_ = 0;
  Grid best_;
};

}  // namespace liftguard::clip
