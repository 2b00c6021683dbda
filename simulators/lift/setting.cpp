#include "simulators/lift/setting.hpp"

#include "simulators/lift/chance/random.hpp"

namespace liftguard::lift {
namespace {

AirTraits make_air(const SettingKind& kind, Random& random) {
  AirTraits air;
  air.ground_pressure = random.uniform({96'000, 102'500});  // Chongqing to the coast, low to high
  air.shaft_celsius = random.uniform({4, 33});
  air.weather_per_hour = random.uniform(kind.weather_per_hour);
  // Half of the boxes have a good barometer, the other half one of the older ones.
  air.noise = random.chance(0.5) ? random.uniform({0.13, 0.6}) : random.uniform({0.6, 3.0});
  air.slow_wander = random.uniform({1.0, 2.2});
  air.fast_wander = random.uniform({0.15, 0.4});
  air.piston = random.either_way(kind.piston);
  if (random.chance(kind.conditioned_share)) air.conditioning = random.either_way({3, 8});
  air.outlier_share = kind.outlier_share;
  return air;
}

AccelerometerTraits make_accelerometer(Random& random) {
  AccelerometerTraits traits;
  traits.gravity = random.uniform({9.788, 9.802});  // Guangzhou to Beijing
  for (double& bias : traits.bias) bias = random.uniform({-0.04, 0.04});
  traits.noise = random.uniform({0.005, 0.03});
  traits.run_vibration = random.uniform({0.034, 0.047});
  traits.sway = random.uniform({0.01, 0.05});
  traits.tilt_x = random.uniform({-0.003, 0.003});  // about one degree
  traits.tilt_y = random.uniform({-0.003, 0.003});
  return traits;
}

}  // namespace

Setting make_setting(const SettingKind& kind, std::uint64_t seed, double rate_hz) {
  Random random{seed, "setting"};
  Setting setting;
  setting.seed = seed;
  setting.rate_hz = rate_hz;
  setting.building = make_building(kind.building, random);
  setting.start_floor =
      random.chance(0.6)
          ? setting.building.main_floor
          : static_cast<std::size_t>(random.whole(0, static_cast<int>(setting.building.floors.size()) - 1));
  setting.doors = {random.uniform({1.5, 2.5}), random.uniform({2.0, 3.4})};
  setting.air = make_air(kind, random);
  setting.accelerometer = make_accelerometer(random);
  setting.presence.hold_s = random.uniform({1.2, 2.0});
  // Lamp, fan and people warm the car over its shaft.
  setting.car_celsius = setting.air.shaft_celsius + random.uniform({-1, 6});
  setting.told.floor_table = random.chance(kind.floor_table_share);
  setting.told.start_floor = setting.told.floor_table && random.chance(kind.start_floor_share);
  setting.told.rated_speed = random.chance(kind.rated_speed_share);
  setting.fit = kind.fit;
  if (kind.fit.phone) setting.posture = PhonePosture{random};
  return setting;
}

}  // namespace liftguard::lift
