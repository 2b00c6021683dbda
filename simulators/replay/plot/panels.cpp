#include "simulators/replay/plot/panels.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <vector>

#include "simulators/replay/text/moment.hpp"

namespace liftguard::replay {
namespace {

constexpr double kCurveGap = 22, kBandHeight = 13, kBandStep = 19;
constexpr double kFloorApart = 11;  // pixels between two floors' names

struct CurveLook {
  Curve curve;
  std::string_view zh, en, colour;
  double height, least_range;
};
constexpr std::array<CurveLook, kCurves> kCurveLooks{{
    {Curve::height, "高度", "Height (m)", "#1769aa", 190, 1.0},
    {Curve::speed, "速度", "Speed (m/s)", "#b3541e", 110, 0.5},
    {Curve::pressure, "气压", "Pressure (Pa)", "#4b7f52", 110, 5.0},
}};

struct BandLook {
  Band band;
  std::string_view zh, en, colour, faint;
};
constexpr std::array<BandLook, kBands> kBandLooks{{
    {Band::door, "门开", "Door open", "#e0a100", "#f5dfa3"},
    {Band::zone, "门区", "In zone", "#5a8f29", "#cfe3ba"},
    {Band::presence, "人体感应", "Presence", "#3a86c8", "#bcd8f0"},
    {Band::button, "报警按钮", "Button", "#c62828", "#f0b8b8"},
    {Band::mains, "有电", "Mains", "#8d99a6", "#d8dde2"},
    {Band::inspection, "检修", "Inspection", "#7b4fa3", "#d8c7e6"},
}};
constexpr std::string_view kOccupied = "#00796b", kOccupiedFaint = "#8cc9c1", kDoubt = "#d3e9e6";

struct Range {
  double low, high;
};

Range range_of(const Columns& columns, const CurveLook& look) {
  double low = 1e30, high = -1e30;
  for (const auto& column : columns.all()) {
    const auto& extent = column.curves[static_cast<std::size_t>(look.curve)];
    if (!extent.any) continue;
    low = std::min(low, static_cast<double>(extent.low));
    high = std::max(high, static_cast<double>(extent.high));
  }
  const double middle = 0.5 * (low + high), half = 0.5 * std::max((high - low) * 1.08, look.least_range);
  return {middle - half, middle + half};
}

// The multiples of `step` from `low` to `high`.
std::vector<double> marks(double low, double high, double step) {
  const double first = std::ceil(low / step);
  std::vector<double> list(static_cast<std::size_t>(std::max(0.0, std::floor(high / step) - first + 1)));
  for (std::size_t i = 0; i < list.size(); ++i) list[i] = (first + static_cast<double>(i)) * step;
  return list;
}

// One panel with its scale on the left.
class CurvePanel {
 public:
  CurvePanel(Canvas& canvas, const Columns& columns, const CurveLook& look)
      : canvas_(canvas), columns_(columns), look_(look), range_(range_of(columns, look)) {}

  void paint_scale() {
    const double step = round_step(range_.high - range_.low, 5);
    for (const double mark : marks(range_.low, range_.high, step)) {
      canvas_.svg.line(kPlotLeft, y(mark), Canvas::right(), y(mark), kGrid);
      canvas_.svg.text(kPlotLeft - 8, y(mark) + 4,
                       decimal(mark, step < 0.1 ? 2
                                     : step < 1 ? 1
                                                : 0),
                       kMuted, 11, Anchor::end);
    }
    canvas_.svg.text(14, canvas_.y + 16, look_.zh, look_.colour, 14);
    canvas_.svg.text(14, canvas_.y + 32, look_.en, look_.colour, 11);
  }

  // Names on the right, those that have room.
  void paint_floors(std::span<const trace::FloorMark> floors) {
    double last_y = 1e9;
    for (const auto& floor : floors) {
      const double at = y(floor.height_m);
      if (floor.height_m < range_.low || floor.height_m > range_.high || last_y - at < kFloorApart) continue;
      canvas_.svg.line(Canvas::right(), at, Canvas::right() + 4, at, look_.colour);
      canvas_.svg.text(Canvas::right() + 7, at + 3.5, floor.label, look_.colour, 10);
      last_y = at;
    }
    if (!floors.empty()) canvas_.svg.text(kPlotWidth - 6, canvas_.y - 5, "楼层 Floor", kMuted, 10, Anchor::end);
  }

  // Down and up again in each column: what is thinned keeps its peaks.
  void paint_line() {
    std::vector<std::pair<double, double>> points;
    const auto flush = [&] {
      canvas_.svg.path(points, look_.colour);
      points.clear();
    };
    for (std::size_t i = 0; i < columns_.all().size(); ++i) {
      const auto& column = columns_.all()[i];
      const auto& extent = column.curves[static_cast<std::size_t>(look_.curve)];
      if (!extent.any) {
        if (look_.curve == Curve::height) flush();  // others have a value now and then: the line goes on
        continue;
      }
      const double x = canvas_.x(column.from_s + 0.5 * columns_.width_s(i));
      const bool rises = extent.first <= extent.last;
      points.emplace_back(x, y(static_cast<double>(rises ? extent.low : extent.high)));
      if (extent.low < extent.high) points.emplace_back(x, y(static_cast<double>(rises ? extent.high : extent.low)));
    }
    flush();
  }

 private:
  [[nodiscard]] double y(double value) const {
    return canvas_.y + look_.height * (range_.high - value) / (range_.high - range_.low);
  }

  Canvas& canvas_;
  const Columns& columns_;
  const CurveLook& look_;
  Range range_;
};

enum class Tone : unsigned char { none, faint, full };

// On for most of the column, for some of it, or not at all.
Tone tone_of(float on_s, double width_s) {
  if (on_s <= 0) return Tone::none;
  return static_cast<double>(on_s) >= 0.5 * width_s ? Tone::full : Tone::faint;
}

template <class ToneOfColumn>
void paint_tone(Canvas& canvas, const Columns& columns, Tone wanted, std::string_view colour, ToneOfColumn tone) {
  std::vector<Box> boxes;
  for (std::size_t i = 0; i < columns.all().size();) {
    std::size_t end = i;
    while (end < columns.all().size() && tone(end) == wanted) ++end;
    if (end == i) {
      ++i;
      continue;
    }
    const double until = end < columns.all().size() ? columns.all()[end].from_s : canvas.last_s;
    const double from = canvas.x(columns.all()[i].from_s);
    boxes.push_back({from, std::max(canvas.x(until) - from, 1.0)});
    i = end;
  }
  canvas.svg.boxes(boxes, canvas.y, kBandHeight, colour);
}

void paint_label(Canvas& canvas, std::string_view zh, std::string_view en, std::string_view colour) {
  canvas.svg.text(14, canvas.y + 11, zh, colour, 12);
  canvas.svg.text(kPlotLeft - 8, canvas.y + 11, en, kMuted, 11, Anchor::end);
  canvas.svg.line(kPlotLeft, canvas.y + kBandHeight, Canvas::right(), canvas.y + kBandHeight, kGrid);
}

void paint_band(Canvas& canvas, const Columns& columns, const BandLook& look) {
  paint_label(canvas, look.zh, look.en, look.colour);
  const auto tone = [&](std::size_t i) {
    return tone_of(columns.all()[i].on_s[static_cast<std::size_t>(look.band)], columns.width_s(i));
  };
  paint_tone(canvas, columns, Tone::faint, look.faint, tone);
  paint_tone(canvas, columns, Tone::full, look.colour, tone);
  canvas.y += kBandStep;
}

void paint_occupancy(Canvas& canvas, const Columns& columns) {
  paint_label(canvas, "轿内有人", "Occupied", kOccupied);
  const auto occupied = [&](std::size_t i) { return tone_of(columns.all()[i].occupied_s, columns.width_s(i)); };
  const auto doubt = [&](std::size_t i) {
    const auto& column = columns.all()[i];
    return column.occupied_s > 0 || column.unknown_s <= 0 ? Tone::none : Tone::full;
  };
  paint_tone(canvas, columns, Tone::full, kDoubt, doubt);
  paint_tone(canvas, columns, Tone::faint, kOccupiedFaint, occupied);
  paint_tone(canvas, columns, Tone::full, kOccupied, occupied);
  canvas.y += kBandHeight + 5;
  canvas.svg.rectangle(kPlotLeft, canvas.y, 10, 9, kOccupied);
  canvas.svg.text(kPlotLeft + 15, canvas.y + 8.5, "有人 occupied", kMuted, 10);
  canvas.svg.rectangle(kPlotLeft + 110, canvas.y, 10, 9, kDoubt);
  canvas.svg.text(kPlotLeft + 125, canvas.y + 8.5, "有无人不明 unknown", kMuted, 10);
  canvas.svg.text(kPlotLeft + 260, canvas.y + 8.5,
                  "浅色: 该时段内部分时间为真 pale: true for less than half of that time", kMuted, 10);
  canvas.y += 18;
}

// Steps that a clock has, for at most fifteen marks.
double clock_step(double range_s) {
  for (const double step :
       {1.0, 2.0, 5.0, 10.0, 15.0, 30.0, 60.0, 120.0, 300.0, 600.0, 900.0, 1800.0, 3600.0, 7200.0, 10800.0, 21600.0})
    if (range_s <= 15 * step) return step;
  return 86400 * std::ceil(range_s / 86400 / 15);
}

}  // namespace

double panels_height(const Columns& columns) {
  double height = kBandStep + 18;
  for (const auto& look : kCurveLooks)
    if (columns.has(look.curve)) height += look.height + kCurveGap;
  for (const auto& look : kBandLooks)
    if (columns.has(look.band)) height += kBandStep;
  return height;
}

void paint_panels(Canvas& canvas, const Columns& columns, std::span<const trace::FloorMark> floors) {
  for (const auto& look : kCurveLooks) {
    if (!columns.has(look.curve)) continue;
    CurvePanel panel(canvas, columns, look);
    panel.paint_scale();
    if (look.curve == Curve::height) panel.paint_floors(floors);
    panel.paint_line();
    canvas.y += look.height + kCurveGap;
  }
  for (const auto& look : kBandLooks)
    if (columns.has(look.band)) paint_band(canvas, columns, look);
  paint_occupancy(canvas, columns);
}

void paint_time_axis(Canvas& canvas, double top) {
  const double step = clock_step(canvas.last_s - canvas.first_s);
  for (const double mark : marks(canvas.first_s, canvas.last_s, step)) {
    canvas.svg.line(canvas.x(mark), top, canvas.x(mark), canvas.y + 5, kGrid);
    canvas.svg.text(canvas.x(mark), canvas.y + 18, clock_text(mark), kMuted, 11, Anchor::middle);
  }
  canvas.svg.line(kPlotLeft, canvas.y, Canvas::right(), canvas.y, kMuted);
  canvas.svg.text(14, canvas.y + 18, "时间 Time", kMuted, 11);
  canvas.y += kTimeAxisHeight;
}

}  // namespace liftguard::replay
