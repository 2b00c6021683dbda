// The paper that the parts of a plot share: one time axis, and how far down they have come.
#pragma once

#include <string_view>

#include "simulators/replay/plot/svg.hpp"

namespace liftguard::replay {

inline constexpr double kPlotWidth = 1280, kPlotLeft = 214, kPlotRight = 66;
inline constexpr std::string_view kInk = "#1f2933", kGrid = "#e3e8ed", kMuted = "#66727f", kAlarm = "#c62828";

struct Canvas {
  Svg& svg;
  double first_s, last_s;
  double y;  // where the next part begins

  [[nodiscard]] double x(double t_s) const {
    const double share = (t_s - first_s) / (last_s - first_s);
    return kPlotLeft + share * (kPlotWidth - kPlotLeft - kPlotRight);
  }
  [[nodiscard]] static double right() { return kPlotWidth - kPlotRight; }
};

}  // namespace liftguard::replay
