#include "firmware/port/linux/iio/mounting.hpp"

#include <cmath>
#include <cstddef>
#include <string>

#include "common/base/text.hpp"

namespace liftguard::port::iio {
namespace {

constexpr double kTolerance = 0.01;  // of a cosine: an installer's protractor, not a laboratory's

double dot(const std::array<double, 9>& rows, std::size_t a, std::size_t b) {
  double sum = 0;
  for (std::size_t i = 0; i < 3; ++i) sum += rows[3 * a + i] * rows[3 * b + i];
  return sum;
}

double determinant(const std::array<double, 9>& m) {
  return m[0] * (m[4] * m[8] - m[5] * m[7]) - m[1] * (m[3] * m[8] - m[5] * m[6]) + m[2] * (m[3] * m[7] - m[4] * m[6]);
}

// Written so that NaN fails.
bool is_rotation(const std::array<double, 9>& rows) {
  for (std::size_t a = 0; a < 3; ++a)
    for (std::size_t b = a; b < 3; ++b)
      if (!(std::abs(dot(rows, a, b) - (a == b ? 1 : 0)) <= 2 * kTolerance)) return false;
  return determinant(rows) > 0;  // a reflection turns up into down for one of the axes
}

}  // namespace

Result<Mounting> Mounting::of_axes(std::string_view axes) {
  std::array<double, 9> rows{};
  auto rest = axes;
  for (std::size_t row = 0; row < 3; ++row) {
    const bool negative = rest.starts_with('-');
    if (negative) rest.remove_prefix(1);
    if (rest.empty() || rest.front() < 'x' || rest.front() > 'z') break;
    rows[3 * row + static_cast<std::size_t>(rest.front() - 'x')] = negative ? -1 : 1;
    rest.remove_prefix(1);
    if (row < 2 && !rest.starts_with(',')) break;
    if (row < 2) rest.remove_prefix(1);
  }
  if (!rest.empty() || !is_rotation(rows))
    return refuse("bad_mounting", "\"" + printable(axes, 40) + "\" is not a right-handed set of axes like y,-x,z");
  return of_matrix(rows);
}

Result<Mounting> Mounting::of_matrix(const std::array<double, 9>& rows) {
  if (!is_rotation(rows)) return refuse("bad_mounting", "the matrix is not a rotation");
  Mounting out;
  out.rows_ = rows;
  return out;
}

std::array<double, 3> Mounting::apply(const std::array<double, 3>& sensor) const {
  std::array<double, 3> car{};
  for (std::size_t row = 0; row < 3; ++row)
    for (std::size_t i = 0; i < 3; ++i)
      // A zero keeps a wild value of another axis out of this one: 0 times infinity is not a number.
      if (rows_[3 * row + i] != 0) car[row] += rows_[3 * row + i] * sensor[i];
  return car;
}

}  // namespace liftguard::port::iio
