// Rides, brakes, doors and the building: what is measured along the shaft must be what a car can do.
#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>

#include "simulators/lift/physics/building.hpp"
#include "simulators/lift/physics/car.hpp"
#include "simulators/lift/physics/doors.hpp"
#include "simulators/lift/physics/profile.hpp"

using namespace liftguard::lift;

namespace {

RideStyle style(double speed) {
  RideStyle made;
  made.speed = speed;
  made.start = {0.9, 1.5, 2.5};
  made.stop = {0.6, 1.2, 0.5};
  return made;
}

double top_speed(const Profile& profile) {
  double top = 0;
  for (double t = 0; t < profile.seconds(); t += 0.005) top = std::max(top, std::abs(profile.at(t).speed));
  return top;
}

// Integrates the acceleration by the trapezium rule, as a box would, and compares with the speed and the height said.
void check_integrals(const Profile& profile) {
  constexpr double kStep_s = 0.001;
  double speed = profile.at(0).speed;
  double height_m = 0;
  const auto steps = static_cast<int>(profile.seconds() / kStep_s);
  for (int step = 1; step <= steps; ++step) {
    const Motion before = profile.at((step - 1) * kStep_s);
    const Motion now = profile.at(step * kStep_s);
    const double speed_before = speed;
    speed += (before.acceleration + now.acceleration) / 2 * kStep_s;
    height_m += (speed_before + speed) / 2 * kStep_s;
  }
  CHECK(speed == Approx(profile.at(steps * kStep_s).speed).margin(0.003));
  CHECK(height_m == Approx(profile.at(steps * kStep_s).height_m).margin(0.02));
}

}  // namespace

TEST_CASE("a ride covers its distance from rest to rest, at any length and in both directions") {
  for (const double metres : {0.02, 0.4, 1.0, 1.5, 3.0, 12.0, 90.0, -0.4, -3.0, -90.0}) {
    for (const double speed : {0.3, 1.0, 2.5, 6.0}) {
      const Profile profile = ride_profile(metres, style(speed));
      CAPTURE(metres, speed);
      CHECK(profile.metres() == Approx(metres).margin(1e-9));
      CHECK(profile.end_speed() == Approx(0).margin(1e-9));
      CHECK(top_speed(profile) <= speed + 1e-9);
      check_integrals(profile);
    }
  }
}

TEST_CASE("a long ride reaches its speed and keeps within its acceleration and jerk") {
  const RideStyle wanted = style(2.0);
  const Profile profile = ride_profile(40, wanted);
  CHECK(top_speed(profile) == Approx(2.0));
  double highest = 0, lowest = 0;
  for (double t = 0; t < profile.seconds(); t += 0.001) {
    const double acceleration = profile.at(t).acceleration;
    highest = std::max(highest, acceleration);
    lowest = std::min(lowest, acceleration);
    if (t + 0.001 < profile.seconds()) {
      CHECK(std::abs(profile.at(t + 0.001).acceleration - acceleration) <= 2.5 * 0.001 + 1e-9);
    }
  }
  CHECK(highest == Approx(0.9).margin(1e-3));
  CHECK(lowest == Approx(-0.6).margin(1e-3));
}

TEST_CASE("a two-speed drive creeps for its seconds and ends with the brake's bump") {
  RideStyle wanted = style(1.0);
  wanted.two_speed = true;
  wanted.creep = {0.25, 2.0, 1.5};
  const Profile profile = ride_profile(9, wanted);
  CHECK(profile.metres() == Approx(9).margin(1e-9));
  const double end_s = profile.seconds();
  CHECK(profile.at(end_s - 1.0).speed == Approx(0.25));
  CHECK(profile.at(end_s - 0.05).acceleration == Approx(-1.5));
  check_integrals(profile);
}

TEST_CASE("a brake stops the car against its motion within the distance that physics gives") {
  for (const double speed : {2.5, -2.5, 0.3, -0.05}) {
    const Profile profile = brake_profile(speed, 0, {2.0, 0.12});
    CAPTURE(speed);
    CHECK(profile.end_speed() == Approx(0).margin(1e-9));
    CHECK(profile.metres() * speed > 0);
    CHECK(std::abs(profile.metres()) >= speed * speed / (2 * 2.0) - 1e-9);
    CHECK(std::abs(profile.metres()) <= speed * speed / (2 * 2.0) + std::abs(speed) * 0.12);
    check_integrals(profile);
  }
}

TEST_CASE("a car knows the moment of its standstill between two ticks") {
  Car car{10.0};
  car.advance_to(1.0);
  car.travel_to(13.0, style(1.0));
  CHECK_FALSE(car.at_rest());
  CHECK_THROWS_AS(car.travel_to(16.0, style(1.0)), std::logic_error);
  const double arrival_s = car.arrival_time_s();
  car.advance_to(arrival_s - 1e-6);
  CHECK_FALSE(car.at_rest());
  car.advance_to(arrival_s + 0.009);
  CHECK(car.at_rest());
  CHECK(car.rest_since_s() == arrival_s);
  CHECK(car.motion().height_m == 13.0);
  CHECK(car.motion().speed == 0.0);
}

TEST_CASE("a braked car stands where and when it said it would") {
  Car car{0.0};
  car.advance_to(1.0);
  car.travel_to(30.0, style(2.0));
  car.advance_to(6.0);
  const Brake brake{2.4, 0.1};
  const double height_m = car.stopping_height_m(brake);
  const double time_s = car.stopping_time_s(brake);
  car.brake(brake);
  car.advance_to(time_s + 0.5);
  CHECK(car.at_rest());
  CHECK(car.motion().height_m == Approx(height_m).margin(1e-9));
  CHECK(car.rest_since_s() == Approx(time_s).margin(1e-9));
  CHECK(car.start_height_m() == 0.0);
  CHECK(car.moving_since_s() == 1.0);
}

TEST_CASE("a door is locked only when it is fully closed, and a hand turns it") {
  Doors doors{{2.0, 2.5}};
  CHECK(doors.locked());
  doors.open();
  doors.advance(0.01);
  CHECK_FALSE(doors.locked());
  CHECK(doors.moment() == Doors::Moment::unlocked);
  for (int tick = 0; tick < 200; ++tick) doors.advance(0.01);
  CHECK(doors.fully_open());
  doors.close();
  doors.advance(0.01);
  CHECK(doors.moment() == Doors::Moment::closing);
  for (int tick = 0; tick < 200; ++tick) doors.advance(0.01);
  CHECK_FALSE(doors.locked());
  doors.open();
  doors.advance(0.01);
  CHECK(doors.moment() == Doors::Moment::none);
  for (int tick = 0; tick < 200; ++tick) doors.advance(0.01);
  doors.close();
  int ticks = 0;
  while (!doors.locked()) {
    doors.advance(0.01);
    ++ticks;
  }
  CHECK(doors.moment() == Doors::Moment::locked);
  CHECK(ticks == Approx(250).margin(1));
}

TEST_CASE("zones reach as far as the building says, on both sides of each landing") {
  Building building;
  building.floors = {{"-1", 0.0}, {"1", 4.2}, {"2", 7.2}};
  building.zone_half_m = 0.2;
  CHECK(building.zone_at(4.2) == 1U);
  CHECK(building.zone_at(4.399) == 1U);
  CHECK(building.zone_at(4.001) == 1U);
  CHECK_FALSE(building.zone_at(4.401));
  CHECK_FALSE(building.zone_at(3.999));
  CHECK(building.zone_at(-0.199) == 0U);
  CHECK_FALSE(building.zone_at(7.401));
}

TEST_CASE("a building of any seed is one that stands: floors rise, no storey is below 2.4 m (DV-2), labels differ") {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    Random random{seed, "buildings"};
    const Building building = make_building({}, random);
    REQUIRE(building.floors.size() >= 6);
    for (std::size_t floor = 1; floor < building.floors.size(); ++floor) {
      CHECK(building.floors[floor].height_m - building.floors[floor - 1].height_m >= 2.4);
      CHECK(building.floors[floor].label != building.floors[floor - 1].label);
      CHECK(building.floors[floor].label != "0");
    }
    CHECK(building.floors[building.main_floor].label == "1");
    CHECK(building.zone_half_m >= 0.15);
    CHECK(building.zone_half_m <= 0.22);
    // Measured: 0.35-1.1 m/s², jerk 1.2-10 m/s³, a soft tail of 0.6-1.9 s.
    CHECK((building.style.start.acceleration >= 0.35 && building.style.start.acceleration <= 1.1));
    CHECK((building.style.start.jerk_in >= 1.2 && building.style.start.jerk_in <= 10));
    CHECK(building.style.stop.acceleration / building.style.stop.jerk_out <= 1.9 + 1e-9);
  }
}
