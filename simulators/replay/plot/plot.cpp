#include "simulators/replay/plot/plot.hpp"

#include <algorithm>

#include "simulators/replay/plot/lanes.hpp"
#include "simulators/replay/plot/panels.hpp"
#include "simulators/replay/replay.hpp"
#include "simulators/replay/text/moment.hpp"

namespace liftguard::replay {
namespace {

constexpr double kTop = 70, kBottom = 12;

std::string verdict_text(const std::vector<engine::Event>& events, const trace::Truth& truth) {
  std::vector<trace::Found> list;
  for (const auto& event : events) list.push_back(found(event));
  const auto comparison = trace::compare(truth, list);
  if (comparison.met()) return " · 符合真值 truth met";
  return " · 与真值不符 TRUTH NOT MET: 漏 missing " + std::to_string(comparison.missing.size()) + ", 多 extra " +
         std::to_string(comparison.extra.size());
}

}  // namespace

std::string Plot::svg(std::string_view title, const trace::Truth* truth) const {
  const Lanes lanes(events_, truth);
  const double height = kTop + panels_height(columns_) + kTimeAxisHeight + lanes.height() + kBottom;
  Svg svg(kPlotWidth, height);
  const double first_s = columns_.all().empty() ? 0 : columns_.all().front().from_s;
  Canvas canvas{svg, first_s, std::max(columns_.end_s(), first_s + 1), kTop};

  const auto rides =
      std::count_if(events_.begin(), events_.end(), [](const auto& event) { return event.ride.has_value(); });
  const auto others = static_cast<std::ptrdiff_t>(events_.size()) - rides;
  svg.text(14, 26, title, kInk, 16);
  svg.text(14, 46,
           "时长 Duration " + clock_text(canvas.last_s - canvas.first_s) + " · 运行 Rides " + std::to_string(rides) +
               " · 事件 Events " + std::to_string(others) + (truth == nullptr ? "" : verdict_text(events_, *truth)),
           kMuted, 12);

  const double axis_y = kTop + panels_height(columns_);
  canvas.y = axis_y;
  lanes.paint_guides(canvas, kTop);
  paint_time_axis(canvas, kTop);
  const double lanes_y = canvas.y;
  canvas.y = kTop;
  paint_panels(canvas, columns_, floors_);
  canvas.y = lanes_y;
  lanes.paint(canvas);
  return std::move(svg).done();
}

}  // namespace liftguard::replay
