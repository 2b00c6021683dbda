// Rough rides (DV-16), and what they are measured by.
#include <catch2/catch.hpp>
#include <cmath>

#include "firmware/engine/comfort/peak_to_peak.hpp"
#include "firmware/engine/comfort/sway_filter.hpp"
#include "tests/unit/engine/series.hpp"

namespace liftguard::engine::test {
namespace {

// A sway of `swing` m/s² from peak to peak.
auto swaying(double hertz, double swing) {
  return [=](double t) { return 0.5 * swing * std::sin(2 * M_PI * hertz * t); };
}

// Greatest output of a sine of amplitude 1, once the filter has settled.
float passed(float hertz, float rate_hz) {
  SwayBand band;
  SwayFilter filter;
  band.set_interval(1.0F / rate_hz);
  float greatest = 0;
  for (int i = 0; i < static_cast<int>(40 * rate_hz); ++i) {
    const double t = static_cast<double>(i) / static_cast<double>(rate_hz);
    const float out = filter.push(static_cast<float>(std::sin(2 * M_PI * static_cast<double>(hertz) * t)), band);
    if (t > 20) greatest = std::max(greatest, std::abs(out));
  }
  return greatest;
}

TEST_CASE("DV-16 the band is 0.3 to 10 Hz, Butterworth, at every rate from 25 Hz") {
  const float rate = GENERATE(25.0F, 26.0F, 50.0F, 100.0F, 400.0F);
  CAPTURE(rate);
  CHECK(passed(0.3F, rate) == Approx(0.707).margin(0.02));
  CHECK(passed(0.03F, rate) == Approx(0.01).margin(0.005));
  CHECK(passed(1.0F, rate) == Approx(1.0).margin(0.02));
  CHECK(passed(3.0F, rate) == Approx(1.0).margin(0.03));
  CHECK(passed(10.0F, rate) == Approx(0.707).margin(0.06));
  if (rate >= 100) CHECK(passed(30.0F, rate) < 0.12F);
}

TEST_CASE("DV-16 A95: 95 % of the peak-to-peak values are at or below it") {
  PeakToPeak swings;
  CHECK(swings.a95() == 0);
  // Whole waves of 0.2 m/s² peak to peak, and every so often one of 1.0.
  const auto [big_ones, a95] = GENERATE(std::pair{0, 0.2}, std::pair{2, 0.2}, std::pair{12, 1.0});
  for (int wave = 0; wave < 100; ++wave) {
    const float peak = wave % 8 == 4 && wave / 8 < big_ones ? 0.5F : 0.1F;
    for (int i = 0; i < 20; ++i)
      swings.push(peak * static_cast<float>(std::sin(2 * M_PI * (static_cast<double>(i) + 0.5) / 20)));
  }
  CHECK(swings.count() >= 198);
  CHECK(static_cast<double>(swings.a95()) == Approx(a95).margin(0.021));
}

TEST_CASE("DV-16 a swing beyond the histogram counts in its last bar") {
  PeakToPeak swings;
  for (int i = 0; i < 100; ++i) swings.push(i % 2 == 0 ? 1e30F : -1e30F);
  CHECK(swings.a95() > 2.5F);
}

TEST_CASE("DV-16 three rough rides of the last ten are reported, once") {
  struct Case {
    double swing;
    std::size_t reports;
  };
  const auto c = GENERATE(Case{0.36, 0U}, Case{0.46, 1U});
  SeriesOptions options;
  options.rate_hz = GENERATE(25.0, 50.0, 100.0, 400.0);
  options.noise = 0.005;
  CAPTURE(c.swing, options.rate_hz);
  Series car(options);
  car.sway = swaying(1.3, c.swing);
  car.wait(5).ride(9.0).wait(4).ride(-9.0).wait(4);
  CHECK(car.all("rough_ride").empty());
  car.ride(9.0).wait(4).ride(-9.0).wait(4);
  REQUIRE(car.all("rough_ride").size() == c.reports);
  if (c.reports == 0) return;
  const auto event = car.all("rough_ride")[0];
  CHECK(event.rule == 16);
  CHECK(event.values().size() == 2);
}

TEST_CASE("DV-16 armed again when fewer than three of the last ten were rough") {
  SeriesOptions options;
  options.noise = 0.005;
  Series car(options);
  const auto rides = [&](int count, double swing) {
    car.sway = swaying(2.0, swing);
    for (int i = 0; i < count; ++i) car.ride(car.height() > 5 ? -9.0 : 9.0).wait(4);
  };
  rides(2, 0.6);
  rides(8, 0.1);
  rides(1, 0.6);  // the first two are the tenth and eleventh before it
  CHECK(car.all("rough_ride").empty());
  rides(1, 0.6);
  CHECK(car.all("rough_ride").empty());
  rides(1, 0.6);
  CHECK(car.all("rough_ride").size() == 1);
  rides(9, 0.1);
  rides(3, 0.6);
  CHECK(car.all("rough_ride").size() == 2);
}

TEST_CASE("DV-11 a reboot forgets no rough ride, and repeats no report") {
  SeriesOptions options;
  options.noise = 0.005;
  Series car(options);
  car.sway = swaying(1.3, 0.6);
  car.wait(5).ride(9.0).wait(4).ride(-9.0).wait(4).reboot().wait(3);
  CHECK(car.all("rough_ride").empty());
  car.ride(9.0).wait(4);
  CHECK(car.all("rough_ride").size() == 1);
  car.reboot().wait(3).ride(-9.0).wait(4);
  CHECK(car.all("rough_ride").size() == 1);
}

TEST_CASE("DV-16 no sway, no report: swings out of the band, a leaning box, a car that is shaken at rest") {
  SeriesOptions options;
  options.noise = 0.005;
  Series car(options);
  SECTION("slower than 0.3 Hz") {
    car.sway = swaying(0.05, 1.0);
  }
  SECTION("faster than 10 Hz") {
    car.sway = swaying(30.0, 1.0);
  }
  SECTION("leaning") {
    car.spoil = [](Input& input) {
      if (auto* a = std::get_if<Acceleration>(&input.reading)) a->x += 0.6F;
      return true;
    };
  }
  SECTION("at rest") {
    car.spoil = [&](Input& input) {
      auto* a = std::get_if<Acceleration>(&input.reading);
      if (a != nullptr && car.engine().glance().standing && std::abs(car.engine().glance().velocity_mps) < 0.01F)
        a->x += static_cast<float>(swaying(1.0, 2.0)(car.now_s()));
      return true;
    };
  }
  for (int i = 0; i < 5; ++i) car.wait(6).ride(i % 2 == 0 ? 9.0 : -9.0);
  car.wait(6);
  CHECK(car.all("rough_ride").empty());
}

TEST_CASE("DV-16 below 25 Hz nothing is said") {
  SeriesOptions options;
  options.rate_hz = GENERATE(10.0, 20.0);
  Series car(options);
  car.sway = swaying(1.0, 1.5);
  for (int i = 0; i < 5; ++i) car.wait(6).ride(i % 2 == 0 ? 9.0 : -9.0);
  car.wait(6);
  CHECK(car.all("ride").size() == 5);
  CHECK(car.all("rough_ride").empty());
}

}  // namespace
}  // namespace liftguard::engine::test
