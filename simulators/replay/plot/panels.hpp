// The upper part of a plot: curves and bands over time.
#pragma once

#include <span>

#include "common/trace/row.hpp"
#include "simulators/replay/plot/canvas.hpp"
#include "simulators/replay/plot/columns.hpp"

namespace liftguard::replay {

[[nodiscard]] double panels_height(const Columns& columns);
void paint_panels(Canvas& canvas, const Columns& columns, std::span<const trace::FloorMark> floors);

// Marks and hours, with faint lines up to `top`.
inline constexpr double kTimeAxisHeight = 34;
void paint_time_axis(Canvas& canvas, double top);

}  // namespace liftguard::replay
