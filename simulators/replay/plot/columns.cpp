#include "simulators/replay/plot/columns.hpp"

#include <algorithm>
#include <cmath>

namespace liftguard::replay {

void Extent::take(float value) {
  if (!any) *this = {value, value, value, value, true};
  low = std::min(low, value);
  high = std::max(high, value);
  last = value;
}

void Extent::take(const Extent& later) {
  if (!later.any) return;
  if (!any) {
    *this = later;
    return;
  }
  low = std::min(low, later.low);
  high = std::max(high, later.high);
  last = later.last;
}

void Columns::take(const trace::Row& row, const engine::Engine::Glance& glance) {
  const double t_s = static_cast<double>(row.t_us) * 1e-6;
  if (!columns_.empty()) let_time_pass(t_s);
  now_s_ = t_s;
  if (columns_.empty() || t_s - columns_.back().from_s >= least_s_) {
    columns_.emplace_back();
    columns_.back().from_s = t_s;
  }
  auto& curves = columns_.back().curves;
  if (glance.height_m) curves[0].take(*glance.height_m);
  curves[1].take(glance.velocity_mps);
  if (row.p_pa && std::isfinite(*row.p_pa)) curves[2].take(*row.p_pa);
  const std::array<std::optional<bool>, kBands> news{row.door, row.zone, row.occ, row.btn, row.mains, row.insp};
  for (std::size_t i = 0; i < kBands; ++i) {
    if (!news[i]) continue;
    on_[i] = *news[i];
    known_[i] = true;
  }
  occupancy_ = glance.occupancy;
  if (columns_.size() >= kMost) thin_out();
}

void Columns::let_time_pass(double to_s) {
  auto& column = columns_.back();
  const auto seconds = static_cast<float>(to_s - now_s_);
  for (std::size_t i = 0; i < kBands; ++i)
    if (on_[i]) column.on_s[i] += seconds;
  if (occupancy_ == engine::Occupancy::occupied) column.occupied_s += seconds;
  if (occupancy_ == engine::Occupancy::unknown) column.unknown_s += seconds;
}

void Columns::thin_out() {
  std::size_t kept = 0;
  for (std::size_t i = 0; i + 1 < columns_.size(); i += 2) {
    TimeColumn column = columns_[i];
    const TimeColumn& next = columns_[i + 1];
    for (std::size_t c = 0; c < kCurves; ++c) column.curves[c].take(next.curves[c]);
    for (std::size_t b = 0; b < kBands; ++b) column.on_s[b] += next.on_s[b];
    column.occupied_s += next.occupied_s;
    column.unknown_s += next.unknown_s;
    columns_[kept++] = column;
  }
  columns_.resize(kept);
  least_s_ = 2.0 * (now_s_ - columns_.front().from_s) / static_cast<double>(kMost);
}

double Columns::width_s(std::size_t index) const {
  return (index + 1 < columns_.size() ? columns_[index + 1].from_s : now_s_) - columns_[index].from_s;
}

bool Columns::has(Curve curve) const {
  return std::any_of(columns_.begin(), columns_.end(),
                     [&](const auto& column) { return column.curves[static_cast<std::size_t>(curve)].any; });
}

}  // namespace liftguard::replay
