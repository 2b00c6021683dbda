// Barometer and accelerometer: within the numbers that were measured in real cars.
#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>

#include "simulators/lift/sensors/accelerometer.hpp"
#include "simulators/lift/sensors/barometer.hpp"
#include "simulators/lift/setting.hpp"

using namespace liftguard::lift;

namespace {

AirTraits quiet_air() {
  AirTraits air;
  air.noise = air.slow_wander = air.fast_wander = air.piston = air.weather_per_hour = 0;
  return air;
}

}  // namespace

TEST_CASE("an ordinary storey is 35-42 Pa in any Chinese summer or winter, and more in a cold shaft") {
  CHECK(pressure_at(0, 101'325, 15) == 101'325);
  CHECK(101'325 - pressure_at(3.0, 101'325, 15) == Approx(36.0).margin(0.1));  // 1.225 kg/m³ x g x 3 m
  CHECK(101'325 - pressure_at(3.3, 101'325, 5) < 42);
  CHECK(96'000 - pressure_at(3.2, 96'000, 33) > 33);
  CHECK(101'325 - pressure_at(3.0, 101'325, 0) > 101'325 - pressure_at(3.0, 101'325, 30));
}

TEST_CASE("without disturbance the barometer says p(h, T)") {
  Barometer barometer{quiet_air(), Random{1, "air"}};
  barometer.advance(0.01, {12.0, 1.0});
  CHECK(barometer.sample() == Approx(pressure_at(12.0, quiet_air().ground_pressure, quiet_air().shaft_celsius)));
}

TEST_CASE("a door's gust is 5-14 Pa down for 0.2-1 s") {
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    Barometer barometer{quiet_air(), Random{seed, "air"}};
    barometer.advance(0.01, {});
    const double still = barometer.air();
    barometer.gust();
    double lowest = 0, length_s = 0;
    for (int tick = 0; tick < 300; ++tick) {
      barometer.advance(0.01, {});
      lowest = std::min(lowest, barometer.air() - still);
      if (barometer.air() < still - 1e-9) length_s += 0.01;
    }
    CHECK((lowest <= -4.9 && lowest >= -14));
    CHECK((length_s >= 0.15 && length_s <= 1.0));
  }
}

TEST_CASE("at rest the pressure wanders by 2-3 Pa in a minute, a front by up to 10 Pa") {
  AirTraits air = quiet_air();
  air.slow_wander = 1.8;
  air.fast_wander = 0.3;
  Barometer barometer{air, Random{5, "air"}};
  double squares = 0, before = 0;
  constexpr int kMinutes = 300;
  for (int tick = 0; tick < kMinutes * 6000; ++tick) {
    barometer.advance(0.01, {});
    if (tick % 6000 != 0) continue;
    const double now = barometer.air();
    if (tick > 0) squares += (now - before) * (now - before);
    before = now;
  }
  CHECK(std::sqrt(squares / kMinutes) == Approx(1.8 * std::sqrt(2 * (1 - std::exp(-0.5)))).epsilon(0.25));
}

TEST_CASE("weather drifts at its rate, and the piston follows the square of the speed") {
  AirTraits air = quiet_air();
  air.weather_per_hour = 600;
  air.piston = 0.5;
  Barometer barometer{air, Random{1, "air"}};
  for (int tick = 0; tick < 6000; ++tick) barometer.advance(0.01, {});
  CHECK(barometer.air() - air.ground_pressure == Approx(10).margin(0.01));
  const double before = barometer.air();
  for (int tick = 0; tick < 1000; ++tick) barometer.advance(0.01, {0, -4.0});
  CHECK(barometer.air() - before == Approx(-0.5 * 16 + 600.0 * 10 / 3600).margin(0.05));
}

TEST_CASE("the accelerometer feels the car's acceleration over gravity, and its noise") {
  AccelerometerTraits traits;
  traits.noise = 0.02;
  Accelerometer accelerometer{traits, Random{1, "accelerometer"}};
  double sum = 0, squares = 0;
  constexpr int kSamples = 20'000;
  for (int sample = 0; sample < kSamples; ++sample) {
    const double z = accelerometer.sample(sample * 0.01, {.acceleration = 0.7})[2] - traits.gravity - 0.7;
    sum += z;
    squares += z * z;
  }
  CHECK(sum / kSamples == Approx(0).margin(0.001));
  CHECK(std::sqrt(squares / kSamples) == Approx(0.02).epsilon(0.05));
}

TEST_CASE("run vibration is 0.034-0.047 rms, the sway stays far below DV-16's 0.40 peak to peak") {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const Setting setting = make_setting({}, seed, 100);
    AccelerometerTraits traits = setting.accelerometer;
    traits.noise = 0;
    traits.bias = {};
    traits.tilt_x = traits.tilt_y = 0;
    Accelerometer accelerometer{traits, Random{seed, "accelerometer"}};
    double squares = 0, highest = -9, lowest = 9;
    for (int sample = 0; sample < 3000; ++sample) {
      const auto felt = accelerometer.sample(sample * 0.01, {.height_m = 1, .speed_share = 1});
      squares += (felt[2] - traits.gravity) * (felt[2] - traits.gravity);
      highest = std::max(highest, felt[0]);
      lowest = std::min(lowest, felt[0]);
    }
    const double rms = std::sqrt(squares / 3000);
    CHECK((rms > 0.030 && rms < 0.052));
    CHECK(highest - lowest < 0.25);
  }
}

TEST_CASE("a crooked box shows gravity on its other axes, and a little less of it upward") {
  AccelerometerTraits traits;
  traits.noise = 0;
  traits.tilt_x = 0.003;
  Accelerometer accelerometer{traits, Random{1, "accelerometer"}};
  const auto felt = accelerometer.sample(0, {});
  CHECK(felt[0] == Approx(traits.gravity * std::sin(0.003 * 2 * 3.14159265)).epsilon(1e-6));
  CHECK(felt[2] < traits.gravity);
  CHECK(felt[2] > traits.gravity - 0.01);
}
