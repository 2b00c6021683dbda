#include "simulators/replay/plot/lanes.hpp"

#include <algorithm>
#include <cmath>

#include "simulators/replay/replay.hpp"
#include "simulators/replay/text/moment.hpp"

namespace liftguard::replay {
namespace {

constexpr double kLaneHeight = 25, kLaneStep = 31, kLegendHeight = 22;
constexpr double kMarkHeight = 15, kMarkWidth = 3;
constexpr std::size_t kMostGuides = 40;  // more of them hide the curves
constexpr std::string_view kRide = "#5b7c99", kRideTrue = "#b9c9d8", kWindow = "#cdebd3", kMissing = "#f7c5c5";

double seconds(engine::Time t) {
  return static_cast<double>(t.time_since_epoch().count()) * 1e-6;
}

std::string_view colour_of(const EventFacts& facts) {
  if (facts.kind == EventKind::ride) return kRide;
  if (facts.kind == EventKind::recovered) return "#2e7d32";
  return facts.lane == ::liftguard::Lane::alarm ? kAlarm : "#b26a00";
}

const EventFacts* facts_of(std::string_view name) {
  const auto found =
      std::find_if(kEventFacts.begin(), kEventFacts.end(), [&](const EventFacts& facts) { return facts.name == name; });
  return found == kEventFacts.end() ? nullptr : &*found;
}

// About what a sans-serif face takes for digits, colons and Latin letters.
double text_width(std::string_view text, double size) {
  return 0.56 * size * static_cast<double>(text.size());
}

}  // namespace

Lanes::Lanes(std::span<const engine::Event> events, const trace::Truth* truth) {
  for (const auto& event : events) {
    auto& mine = lane(find_event(event.kind)->name);
    if (event.ride)
      mine.rides.push_back({seconds(event.ride->start), seconds(event.ride->end), false});
    else
      mine.marks.push_back({seconds(event.at), false});
  }
  if (truth != nullptr) take_truth(*truth, events);
}

Lanes::Lane& Lanes::lane(std::string_view kind) {
  const auto* facts = facts_of(kind);
  const unsigned number = facts == nullptr ? 255U : static_cast<unsigned>(facts->kind);
  auto& mine = lanes_[number];
  if (facts != nullptr) {
    mine.zh = facts->zh;
    mine.en = facts->en;
    mine.colour = colour_of(*facts);
    mine.guide = facts->kind == EventKind::recovered ? "#b5d8b7" : "#efb3b3";
    mine.is_alarm = facts->lane == ::liftguard::Lane::alarm;
  }
  return mine;
}

void Lanes::take_truth(const trace::Truth& truth, std::span<const engine::Event> events) {
  judged_ = true;
  std::vector<trace::Found> list;
  for (const auto& event : events) list.push_back(found(event));
  const auto comparison = trace::compare(truth, list);
  std::vector<bool> was_met(truth.events.size(), false), was_expected(list.size(), false);
  for (const auto& match : comparison.events) was_met[match.expected] = was_expected[match.found] = true;
  for (std::size_t i = 0; i < truth.events.size(); ++i) {
    const auto& event = truth.events[i];
    lane(event.event).windows.push_back({event.after_ms / 1000, event.before_ms / 1000, !was_met[i]});
  }
  std::map<std::string_view, std::size_t> seen;
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (list[i].event == "ride") continue;
    auto& mark = lane(list[i].event).marks[seen[list[i].event]++];
    const bool allowed = std::find(truth.allowed.begin(), truth.allowed.end(), list[i].event) != truth.allowed.end();
    mark.invented = !was_expected[i] && !allowed;
  }
  if (!truth.rides) return;
  std::vector<bool> ride_met(truth.rides->size(), false);
  for (const auto& match : comparison.rides) ride_met[match.expected] = true;
  for (std::size_t i = 0; i < truth.rides->size(); ++i) {
    const auto& ride = (*truth.rides)[i];
    lane("ride").windows.push_back({ride.start_ms / 1000, ride.end_ms / 1000, !ride_met[i]});
  }
}

double Lanes::height() const {
  return kLaneStep * static_cast<double>(lanes_.size()) + (judged_ ? kLegendHeight : 0);
}

void Lanes::paint(Canvas& canvas) const {
  for (const auto& [number, mine] : lanes_) paint_lane(canvas, mine);
  if (judged_) paint_legend(canvas);
}

void Lanes::paint_guides(Canvas& canvas, double top) const {
  std::size_t count = 0;
  for (const auto& [number, mine] : lanes_) count += mine.is_alarm ? mine.marks.size() : 0;
  if (count > kMostGuides) return;
  for (const auto& [number, mine] : lanes_)
    if (mine.is_alarm)
      for (const auto& mark : mine.marks)
        canvas.svg.line(canvas.x(mark.t_s), top, canvas.x(mark.t_s), canvas.y, mine.guide, 1.5);
}

void Lanes::paint_lane(Canvas& canvas, const Lane& lane) {
  const auto count = std::max(lane.marks.size(), lane.rides.size());
  canvas.svg.line(kPlotLeft, canvas.y + kLaneHeight, Canvas::right(), canvas.y + kLaneHeight, kGrid);
  canvas.svg.text(14, canvas.y + 11, std::string(lane.zh) + " ×" + std::to_string(count), lane.colour, 12);
  canvas.svg.text(14, canvas.y + 23, lane.en, kMuted, 10);
  paint_stretches(canvas, lane);
  paint_marks(canvas, lane);
  canvas.y += kLaneStep;
}

// Rides above, true ones below them; windows behind the marks of other kinds.
void Lanes::paint_stretches(Canvas& canvas, const Lane& lane) {
  const auto boxes = [&](const std::vector<Stretch>& stretches, bool missing) {
    std::vector<Box> list;
    for (const auto& stretch : stretches) {
      // A truth may go on after the trace has ended.
      if (stretch.missing != missing || stretch.from_s > canvas.last_s) continue;
      const double from = canvas.x(std::max(stretch.from_s, canvas.first_s));
      const Box box{from, std::max(canvas.x(std::min(stretch.to_s, canvas.last_s)) - from, 1.5)};
      // What lies within a pixel of the one before joins it.
      if (!list.empty() && box.x - (list.back().x + list.back().width) < 0.5)
        list.back().width = std::max(list.back().width, box.x + box.width - list.back().x);
      else
        list.push_back(box);
    }
    return list;
  };
  const bool rides = !lane.rides.empty() || lane.marks.empty();
  const double y = rides && !lane.rides.empty() ? canvas.y + 13 : canvas.y + 1;
  const double height = rides && !lane.rides.empty() ? 9 : kLaneHeight - 2;
  canvas.svg.boxes(boxes(lane.windows, false), y, height, lane.rides.empty() ? kWindow : kRideTrue);
  canvas.svg.boxes(boxes(lane.windows, true), y, height, kMissing);
  canvas.svg.boxes(boxes(lane.rides, false), canvas.y + 2, 10, lane.colour);
}

// One mark a pixel; its time beside it where there is room up to the next one.
void Lanes::paint_marks(Canvas& canvas, const Lane& lane) {
  constexpr double kSize = 10;
  for (std::size_t i = 0; i < lane.marks.size(); ++i) {
    const auto& mark = lane.marks[i];
    const double x = canvas.x(mark.t_s);
    const double next = i + 1 < lane.marks.size() ? canvas.x(lane.marks[i + 1].t_s) : 1e9;
    if (next - x < 1 && !mark.invented) continue;
    canvas.svg.rectangle(x - kMarkWidth / 2, canvas.y + 5, kMarkWidth, kMarkHeight, lane.colour);
    const auto label = clock_text(mark.t_s) + (mark.invented ? " ✗" : "");
    const double width = text_width(label, kSize) + 4;
    const double before = i > 0 ? canvas.x(lane.marks[i - 1].t_s) : 0;
    const std::string_view colour = mark.invented ? kAlarm : kInk;
    if (next - x > width + 6 && x + width + 4 < Canvas::right())
      canvas.svg.text(x + 5, canvas.y + 16, label, colour, kSize);
    else if (next > 1e8 && x - before > 2 * width + 10)
      canvas.svg.text(x - 5, canvas.y + 16, label, colour, kSize, Anchor::end);
    else if (mark.invented)
      canvas.svg.text(x, canvas.y + 5, "✗", colour, kSize, Anchor::middle);
  }
}

void Lanes::paint_legend(Canvas& canvas) const {
  const double y = canvas.y + 4;
  canvas.svg.rectangle(kPlotLeft, y, 14, 10, kWindow);
  canvas.svg.text(kPlotLeft + 20, y + 9, "真值时窗 truth window", kMuted, 10);
  canvas.svg.rectangle(kPlotLeft + 160, y, 14, 10, kRideTrue);
  canvas.svg.text(kPlotLeft + 180, y + 9, "真值运行 true ride", kMuted, 10);
  canvas.svg.rectangle(kPlotLeft + 300, y, 14, 10, kMissing);
  canvas.svg.text(kPlotLeft + 320, y + 9, "漏报 missed", kMuted, 10);
  canvas.svg.text(kPlotLeft + 410, y + 9, "✗ 误报 invented", kAlarm, 10);
  canvas.y += kLegendHeight;
}

}  // namespace liftguard::replay
