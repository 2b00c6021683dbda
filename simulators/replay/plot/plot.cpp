#include "simulators/replay/plot/plot.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "common/trace/numbers.hpp"
#include "simulators/replay/plot/svg.hpp"

namespace liftguard::replay {
namespace {

using Moment = Plot::Moment;

constexpr std::size_t kMostMoments = 4000;
constexpr double kWidth = 1280, kLeft = 150, kRight = 30;
constexpr double kTop = 48, kGap = 30, kBandHeight = 14, kBandStep = 20, kMarkStep = 17;
constexpr std::string_view kInk = "#1f2933", kFaint = "#d5dbe1", kMuted = "#66727f";

std::string short_number(double value, int decimals) {
  std::string out;
  trace::append_decimal(out, value, decimals);
  return out;
}

// 12:34 or 1:02:03 since the start.
std::string clock_text(double seconds) {
  const auto whole = static_cast<long>(std::lround(seconds));
  const auto two = [](long n) { return (n < 10 ? "0" : "") + std::to_string(n); };
  const auto minutes = whole / 60 % 60;
  if (whole >= 3600) return std::to_string(whole / 3600) + ":" + two(minutes) + ":" + two(whole % 60);
  return std::to_string(minutes) + ":" + two(whole % 60);
}

// Steps that a clock has, for at most fifteen marks.
double clock_step(double range_s) {
  for (const double step : {1.0, 2.0, 5.0, 10.0, 15.0, 30.0, 60.0, 120.0, 300.0, 600.0, 900.0, 1800.0, 3600.0})
    if (range_s <= 15 * step) return step;
  return 3600 * std::ceil(range_s / 3600 / 15);
}

struct Curve {
  std::string_view zh, en, unit, colour;
  std::optional<double> Moment::*value;
  double height, least_range;
  int decimals;
};
constexpr std::array<Curve, 3> kCurves{{
    {"高度", "Height", "m", "#1769aa", &Moment::height_m, 190, 1.0, 1},
    {"速度", "Speed", "m/s", "#b3541e", &Moment::speed_mps, 120, 0.5, 1},
    {"气压", "Pressure", "Pa", "#4b7f52", &Moment::pressure_pa, 120, 5.0, 0},
}};

struct Band {
  std::string_view zh, en, colour;
  std::optional<bool> Moment::*value;
};
constexpr std::array<Band, 6> kBands{{
    {"门开", "Door open", "#e0a100", &Moment::door},
    {"门区", "In zone", "#5a8f29", &Moment::zone},
    {"有人感应", "Presence", "#3a86c8", &Moment::presence},
    {"报警按钮", "Button", "#c62828", &Moment::button},
    {"有电", "Mains", "#8d99a6", &Moment::mains},
    {"检修", "Inspection", "#7b4fa3", &Moment::inspection},
}};

std::string_view colour_of(Lane lane) {
  switch (lane) {
    case Lane::alarm:
      return "#c62828";
    case Lane::event:
      return "#b26a00";
    case Lane::bulk:
    case Lane::gateway:
      return "#66727f";
  }
  return kInk;
}

// Draws everything onto one time axis, from the top down.
class Painter {
 public:
  Painter(const std::vector<Moment>& moments, const std::vector<engine::Event>& events)
      : moments_(moments), events_(events), svg_(kWidth, total_height()) {
    first_ = moments.empty() ? 0 : moments.front().t_s;
    last_ = moments.empty() ? 1 : std::max(moments.back().t_s, first_ + 1);
  }

  std::string paint(std::string_view title) && {
    svg_.text(kLeft, 28, title, kInk, 16);
    y_ = kTop;
    for (const auto& curve : kCurves)
      if (there(curve.value)) paint_curve(curve);
    for (const auto& band : kBands)
      if (there(band.value)) paint_band(band);
    paint_occupancy();
    paint_time_axis();
    paint_events();
    return std::move(svg_).done();
  }

 private:
  template <class T>
  [[nodiscard]] bool there(std::optional<T> Moment::*value) const {
    return std::any_of(moments_.begin(), moments_.end(),
                       [&](const auto& moment) { return (moment.*value).has_value(); });
  }
  [[nodiscard]] double x(double t_s) const {
    return kLeft + (t_s - first_) / (last_ - first_) * (kWidth - kLeft - kRight);
  }
  [[nodiscard]] static double seconds(engine::Time t) {
    return static_cast<double>(t.time_since_epoch().count()) * 1e-6;
  }
  [[nodiscard]] std::vector<const engine::Event*> marked() const {
    std::vector<const engine::Event*> list;
    for (const auto& event : events_)
      if (event.kind != EventKind::ride) list.push_back(&event);
    return list;
  }
  [[nodiscard]] double total_height() const {
    double height = kTop + 60;
    for (const auto& curve : kCurves)
      if (there(curve.value)) height += curve.height + kGap;
    for (const auto& band : kBands)
      if (there(band.value)) height += kBandStep;
    return height + 2 * kBandStep + kMarkStep * static_cast<double>(std::min<std::size_t>(marked().size(), 8)) + 20;
  }

  void paint_curve(const Curve& curve) {
    double low = 1e30, high = -1e30;
    for (const auto& moment : moments_)
      if (const auto& value = moment.*curve.value) {
        low = std::min(low, *value);
        high = std::max(high, *value);
      }
    const double middle = 0.5 * (low + high);
    const double half = 0.5 * std::max((high - low) * 1.08, curve.least_range);
    low = middle - half;
    high = middle + half;
    const auto y = [&](double value) { return y_ + curve.height * (high - value) / (high - low); };

    const double step = round_step(high - low, 5);
    for (double mark = std::ceil(low / step) * step; mark <= high; mark += step) {
      svg_.line(kLeft, y(mark), kWidth - kRight, y(mark), kFaint);
      svg_.text(kLeft - 8, y(mark) + 4, short_number(mark, step < 1 ? 1 : 0), kMuted, 11, Anchor::end);
    }
    std::vector<std::pair<double, double>> points;
    for (const auto& moment : moments_) {
      const auto& value = moment.*curve.value;
      if (value) {
        points.emplace_back(x(moment.t_s), y(*value));
        continue;
      }
      svg_.path(points, curve.colour);
      points.clear();
    }
    svg_.path(points, curve.colour);
    svg_.text(14, y_ + 16, curve.zh, curve.colour, 14);
    svg_.text(14, y_ + 33, std::string(curve.en) + " (" + std::string(curve.unit) + ")", curve.colour, 11);
    y_ += curve.height + kGap;
  }

  template <class Colour>
  void paint_runs(Colour colour_of_moment) {
    for (std::size_t i = 0; i < moments_.size();) {
      const std::string_view colour = colour_of_moment(moments_[i]);
      std::size_t end = i + 1;
      while (end < moments_.size() && colour_of_moment(moments_[end]) == colour) ++end;
      const double until = end < moments_.size() ? moments_[end].t_s : last_;
      if (!colour.empty())
        svg_.rectangle(x(moments_[i].t_s), y_, std::max(x(until) - x(moments_[i].t_s), 1.0), kBandHeight, colour);
      i = end;
    }
  }

  void paint_label(std::string_view zh, std::string_view en, std::string_view colour) {
    svg_.text(14, y_ + 11, zh, colour, 12);
    svg_.text(kLeft - 8, y_ + 11, en, kMuted, 11, Anchor::end);
    svg_.line(kLeft, y_ + kBandHeight, kWidth - kRight, y_ + kBandHeight, kFaint);
  }

  void paint_band(const Band& band) {
    paint_label(band.zh, band.en, band.colour);
    paint_runs(
        [&](const Moment& moment) { return (moment.*band.value).value_or(false) ? band.colour : std::string_view{}; });
    y_ += kBandStep;
  }

  void paint_occupancy() {
    paint_label("轿内有人", "Occupied", "#00796b");
    paint_runs([](const Moment& moment) -> std::string_view {
      switch (moment.occupancy) {
        case engine::Occupancy::empty:
          return {};
        case engine::Occupancy::unknown:
          return "#c9e4e0";
        case engine::Occupancy::occupied:
          return "#00796b";
      }
      return {};
    });
    y_ += kBandStep;
    svg_.rectangle(kLeft, y_, 10, 10, "#c9e4e0");
    svg_.text(kLeft + 15, y_ + 9, "有无人不明 occupancy unknown", kMuted, 10);
    y_ += kBandStep;
  }

  void paint_time_axis() {
    const double step = clock_step(last_ - first_);
    for (double mark = std::ceil(first_ / step) * step; mark <= last_; mark += step) {
      svg_.line(x(mark), y_, x(mark), y_ + 5, kMuted);
      svg_.text(x(mark), y_ + 18, clock_text(mark), kMuted, 11, Anchor::middle);
    }
    svg_.line(kLeft, y_, kWidth - kRight, y_, kMuted);
    svg_.text(14, y_ + 18, "时间 Time", kMuted, 11);
    y_ += 30;
  }

  void paint_events() {
    const auto list = marked();
    for (const auto& event : events_) {
      if (!event.ride) continue;
      const double from = x(seconds(event.ride->start)), to = x(seconds(event.ride->end));
      svg_.rectangle(from, kTop - 8, std::max(to - from, 1.0), 4, "#9db4c8");
    }
    svg_.text(kWidth - kRight, kTop - 12, "运行 Rides", "#7890a6", 10, Anchor::end);
    for (std::size_t i = 0; i < list.size(); ++i) {
      const auto* facts = find_event(list[i]->kind);
      const auto colour = colour_of(facts->lane);
      const double at = x(seconds(list[i]->at));
      const double row = y_ + kMarkStep * static_cast<double>(i % 8) + 10;
      svg_.dashed(at, kTop, at, row - 8, colour);
      const bool to_left = at > kWidth - 330;
      svg_.text(to_left ? at - 4 : at + 4, row,
                clock_text(seconds(list[i]->at)) + " " + std::string(facts->zh) + " " + std::string(facts->en), colour,
                12, to_left ? Anchor::end : Anchor::start);
    }
  }

  const std::vector<Moment>& moments_;
  const std::vector<engine::Event>& events_;
  Svg svg_;
  double first_ = 0, last_ = 1, y_ = 0;
};

}  // namespace

void Plot::take(const trace::Row& row, const engine::Engine::Glance& glance) {
  const auto follow = [](auto& kept, const auto& news) {
    if (news) kept = *news;
  };
  follow(last_.door, row.door);
  follow(last_.zone, row.zone);
  follow(last_.presence, row.occ);
  follow(last_.button, row.btn);
  follow(last_.mains, row.mains);
  follow(last_.inspection, row.insp);
  if (row.p_pa && std::isfinite(*row.p_pa)) last_.pressure_pa = static_cast<double>(*row.p_pa);
  last_.t_s = static_cast<double>(row.t_us) * 1e-6;
  last_.speed_mps = static_cast<double>(glance.velocity_mps);
  last_.height_m.reset();
  if (glance.height_m) last_.height_m = static_cast<double>(*glance.height_m);
  last_.occupancy = glance.occupancy;
  if (moments_.empty() || last_.t_s - moments_.back().t_s >= every_s_) moments_.push_back(last_);
  if (moments_.size() >= kMostMoments) thin_out();
}

void Plot::thin_out() {
  std::size_t kept = 0;
  for (std::size_t i = 0; i < moments_.size(); i += 2) moments_[kept++] = moments_[i];
  moments_.resize(kept);
  every_s_ = 2.0 * (moments_.back().t_s - moments_.front().t_s) / static_cast<double>(kMostMoments);
}

std::string Plot::svg(std::string_view title, const trace::Truth*) const {
  return Painter(moments_, events_).paint(title);
}

}  // namespace liftguard::replay
