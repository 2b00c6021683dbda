// The picture: nothing short is lost, nothing grows without bound, and what is wrong shows.
#include "simulators/replay/plot/plot.hpp"

#include <catch2/catch.hpp>

namespace liftguard::replay {
namespace {

constexpr int kDay = 86'400;

// A day at 10 Hz; the button is pressed for 0.3 s and the speed peaks for one row, both at noon.
void take_day(Columns& columns) {
  for (int i = 0; i < kDay * 10; ++i) {
    trace::Row row;
    row.t_us = static_cast<std::int64_t>(i) * 100'000;
    const int from_noon = i - kDay * 5;
    row.btn = from_noon >= 0 && from_noon < 3;
    row.p_pa = 101'000.0F;
    engine::Engine::Glance glance;
    glance.height_m = 3.0F;
    glance.velocity_mps = from_noon == 0 ? 9.0F : 0.0F;
    glance.occupancy = engine::Occupancy::empty;
    columns.take(row, glance);
  }
}

TEST_CASE("plot: a day keeps its shortest press and its highest peak, in no more columns than it has pixels for") {
  Columns columns;
  take_day(columns);
  CHECK(columns.all().size() <= Columns::kMost);
  CHECK(columns.all().size() >= Columns::kMost / 2);
  float peak = 0, pressed = 0;
  double total = 0;
  for (std::size_t i = 0; i < columns.all().size(); ++i) {
    const auto& column = columns.all()[i];
    peak = std::max(peak, column.curves[1].high);
    pressed += column.on_s[static_cast<std::size_t>(Band::button)];
    total += columns.width_s(i);
  }
  CHECK(peak == 9.0F);
  CHECK(pressed == Approx(0.3F).margin(0.01));
  CHECK(total == Approx(kDay).margin(0.2));
  CHECK(columns.has(Band::button));
  CHECK_FALSE(columns.has(Band::door));
}

TEST_CASE("plot: an extent keeps the least, the greatest, the first and the last") {
  Extent a, b;
  for (const float value : {2.0F, 5.0F, 1.0F}) a.take(value);
  b.take(3.0F);
  a.take(Extent{});
  a.take(b);
  CHECK(a.low == 1.0F);
  CHECK(a.high == 5.0F);
  CHECK(a.first == 2.0F);
  CHECK(a.last == 3.0F);
}

engine::Event event_at(EventKind kind, double t_s) {
  engine::Event event;
  event.kind = kind;
  event.at = engine::Time{engine::Duration{static_cast<std::int64_t>(t_s * 1e6)}};
  return event;
}

Plot minute() {
  Plot plot;
  for (int i = 0; i <= 600; ++i) {
    trace::Row row;
    row.t_us = i * 100'000;
    row.door = i > 100 && i < 200;
    plot.take(row, {});
  }
  return plot;
}

TEST_CASE("plot: missed and invented events show") {
  auto plot = minute();
  plot.take(event_at(EventKind::horseplay, 20));
  plot.take(event_at(EventKind::trapped, 40));
  trace::Truth truth;
  truth.events = {{"trapped", 35'000, 45'000}, {"overspeed", 5'000, 6'000}};
  const auto svg = plot.svg("t", &truth);
  CHECK(svg.find("TRUTH NOT MET: 漏 missing 1, 多 extra 1") != std::string::npos);
  CHECK(svg.find("0:20 ✗") != std::string::npos);
  CHECK(svg.find("0:40 ✗") == std::string::npos);
  CHECK(svg.find("超速 ×0") != std::string::npos);
  truth.allowed = {"horseplay"};
  truth.events.pop_back();
  CHECK(plot.svg("t", &truth).find("符合真值 truth met") != std::string::npos);
}

TEST_CASE("plot: ten thousand events and rides stay below a megabyte") {
  auto plot = minute();
  for (int i = 0; i < 10'000; ++i) {
    plot.take(event_at(EventKind::trapped, i * 0.006));
    auto ride = event_at(EventKind::ride, i * 0.006);
    ride.ride.emplace();
    ride.ride->start = ride.at;
    ride.ride->end = ride.at + engine::Duration{1000};
    plot.take(ride);
  }
  CHECK(plot.svg("t").size() < 1'000'000);
}

TEST_CASE("plot: the same trace gives the same bytes, an empty one a picture all the same") {
  CHECK(minute().svg("t") == minute().svg("t"));
  CHECK(Plot().svg("t").ends_with("</svg>\n"));
}

}  // namespace
}  // namespace liftguard::replay
