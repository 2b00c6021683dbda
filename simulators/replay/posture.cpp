#include "simulators/replay/posture.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "firmware/engine/units.hpp"

namespace liftguard::replay {
namespace {

constexpr std::int64_t kWindowUs = 500'000;
constexpr double kBand = 0.05;  // m/s², half width: rest and cruise fall into one band, the pulses of rides into others

using Vector = std::array<double, 3>;

double dot(const Vector& a, const Vector& b) {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}
double length(const Vector& a) {
  return std::sqrt(dot(a, a));
}
Vector cross(const Vector& a, const Vector& b) {
  return {a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]};
}
Vector scaled(const Vector& a, double by) {
  return {a[0] * by, a[1] * by, a[2] * by};
}

// Means of half a second each.
std::vector<Vector> window_means(std::span<const trace::Row> rows) {
  std::vector<Vector> means;
  Vector sum{};
  std::size_t count = 0;
  std::int64_t window = -1;
  const auto close = [&] {
    if (count > 0) means.push_back(scaled(sum, 1.0 / static_cast<double>(count)));
    sum = {};
    count = 0;
  };
  for (const auto& row : rows) {
    if (!row.ax || !row.ay || !row.az) continue;
    if (!std::isfinite(*row.ax) || !std::isfinite(*row.ay) || !std::isfinite(*row.az)) continue;
    if (row.t_us / kWindowUs != window) close();
    window = row.t_us / kWindowUs;
    const Vector sample{static_cast<double>(*row.ax), static_cast<double>(*row.ay), static_cast<double>(*row.az)};
    for (std::size_t i = 0; i < 3; ++i) sum[i] += sample[i];
    ++count;
  }
  close();
  return means;
}

}  // namespace

// The strength of gravity is the one that most windows share: a lift stands or cruises most of the time.
std::optional<Posture> Posture::find(std::span<const trace::Row> rows) {
  auto means = window_means(rows);
  if (means.empty()) return std::nullopt;
  std::sort(means.begin(), means.end(), [](const Vector& a, const Vector& b) { return length(a) < length(b); });
  std::size_t best_first = 0, best_count = 0;
  for (std::size_t first = 0, last = 0; first < means.size(); ++first) {
    while (last < means.size() && length(means[last]) - length(means[first]) <= 2.0 * kBand) ++last;
    if (last - first > best_count) {
      best_first = first;
      best_count = last - first;
    }
  }
  Vector direction{};
  for (std::size_t i = best_first; i < best_first + best_count; ++i)
    for (std::size_t axis = 0; axis < 3; ++axis) direction[axis] += means[i][axis];
  const double strength = length(means[best_first + best_count / 2]);
  if (length(direction) == 0) return std::nullopt;
  return Posture(scaled(direction, strength / length(direction)));
}

Posture::Posture(const Vector& gravity) {
  const double strength = length(gravity);
  z_ = scaled(gravity, 1.0 / strength);
  const Vector other = std::abs(z_[0]) < 0.8 ? Vector{1, 0, 0} : Vector{0, 1, 0};
  y_ = cross(z_, other);
  y_ = scaled(y_, 1.0 / length(y_));
  x_ = cross(y_, z_);
  offset_ = static_cast<double>(engine::kGravity) - strength;
}

void Posture::apply(trace::Row& row) const {
  if (!row.ax || !row.ay || !row.az) return;
  const Vector a{static_cast<double>(*row.ax), static_cast<double>(*row.ay), static_cast<double>(*row.az)};
  row.ax = static_cast<float>(dot(a, x_));
  row.ay = static_cast<float>(dot(a, y_));
  row.az = static_cast<float>(dot(a, z_) + offset_);
}

}  // namespace liftguard::replay
