// Passengers and the presence sensor that watches them.
#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>

#include "simulators/lift/physics/passengers.hpp"
#include "simulators/lift/sensors/presence.hpp"

using namespace liftguard::lift;

namespace {

constexpr Doorway kOpenAtLanding{true, true};
constexpr Doorway kShut{false, true};
constexpr Doorway kOpenInShaft{true, false};

}  // namespace

TEST_CASE("nobody comes or goes through a shut door, or between floors (DV-4)") {
  Passengers people{Random{1, "people"}};
  CHECK_THROWS_AS(people.board(0, kShut, 3), std::logic_error);
  CHECK_THROWS_AS(people.board(0, kOpenInShaft, 3), std::logic_error);
  CHECK(people.inside() == 0);
  people.board(0, kOpenAtLanding, 3);
  CHECK_THROWS_AS(people.leave_one(1, kShut), std::logic_error);
  CHECK_THROWS_AS(people.leave_one_for(1, kOpenInShaft, 3), std::logic_error);
  CHECK_THROWS_AS(people.leave_one_for(1, kOpenAtLanding, 4), std::logic_error);
  CHECK(people.inside() == 1);
  people.leave_one_for(1, kOpenAtLanding, 3);
  CHECK(people.inside() == 0);
  CHECK_THROWS_AS(people.leave_one(2, kOpenAtLanding), std::logic_error);
}

TEST_CASE("people leave for their own floor") {
  Passengers people{Random{1, "people"}};
  for (const std::size_t floor : {3U, 5U, 3U}) people.board(0, kOpenAtLanding, floor);
  CHECK(people.wanting(3) == 2);
  people.leave_one_for(1, kOpenAtLanding, 3);
  CHECK(people.wanting(3) == 1);
  CHECK(people.wanting(5) == 1);
}

TEST_CASE("a step shakes the car by 0.25-0.73 m/s² at most, and stops doing so") {
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    Passengers people{Random{seed, "people"}};
    people.board(1.0, kOpenAtLanding, 3);
    double peak = 0;
    for (double t = 1.0; t < 1.3; t += 0.001) peak = std::max(peak, std::abs(people.vertical().at(t)));
    CHECK(peak > 0.15);
    CHECK(peak < 0.85);
    CHECK(people.vertical().at(10.0) == 0.0);
  }
}

TEST_CASE("every jump lands above 2.0 m/s² whatever the phase of a 100 Hz sampler, and once (DV-12)") {
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    for (const double phase_s : {0.0, 0.003, 0.007}) {
      Passengers people{Random{seed, "people"}};
      people.board(0, kOpenAtLanding, 3);
      people.jump(5.0);
      double deepest = 0;
      int shocks = 0;
      bool above = false;
      for (double t = 5.0 + phase_s; t < 7.0; t += 0.01) {
        const double shake = people.vertical().at(t);
        deepest = std::min(deepest, shake);
        const bool now_above = std::abs(shake) > 2.0;
        shocks += now_above && !above ? 1 : 0;
        above = now_above;
      }
      CHECK(deepest < -2.6);
      CHECK(shocks == 1);
      CHECK(people.jump_times_s().size() == 1);
    }
  }
}

TEST_CASE("the sensor sees those who get in for more than 1 s, and drops out for tens of seconds while they stand") {
  Passengers people{Random{3, "people"}};
  PresenceSensor sensor{{}, Random{3, "presence"}};
  double on_in_the_first_five_s = 0, longest_gap_s = 0, gap_s = 0;
  people.board(1.0, kOpenAtLanding, 3);
  for (double t = 1.0; t < 600; t += 0.01) {
    people.advance_to(t);
    sensor.advance_to(t, people.stirring(t));
    if (t < 6 && sensor.on()) on_in_the_first_five_s += 0.01;
    gap_s = sensor.on() ? 0 : gap_s + 0.01;
    longest_gap_s = std::max(longest_gap_s, gap_s);
  }
  CHECK(on_in_the_first_five_s > 1.5);
  CHECK(longest_gap_s > 20);
}

TEST_CASE("over an empty car the sensor flickers for less than 0.2 s (DV-4), and is dead when it is blind") {
  PresenceSensor sensor{{}, Random{4, "presence"}};
  double longest_s = 0, on_s = 0;
  int flickers = 0;
  for (double t = 0; t < 3600; t += 0.01) {
    sensor.advance_to(t, false);
    flickers += sensor.on() && on_s == 0 ? 1 : 0;
    on_s = sensor.on() ? on_s + 0.01 : 0;
    longest_s = std::max(longest_s, on_s);
  }
  CHECK(flickers > 10);
  CHECK(longest_s < 0.2);

  sensor.go_blind();
  int seen = 0;
  for (double t = 3600; t < 4200; t += 0.01) {
    sensor.advance_to(t, true);
    seen += sensor.on() ? 1 : 0;
  }
  CHECK(seen == 0);
}

TEST_CASE("who has fainted does not stir, until they are carried out") {
  Passengers people{Random{3, "people"}};
  people.board(0, kOpenAtLanding, 3);
  people.faint();
  for (double t = 2; t < 600; t += 0.1) {
    people.advance_to(t);
    REQUIRE_FALSE(people.stirring(t));
  }
  people.leave_one(600, kOpenAtLanding);
  CHECK(people.stirring(600.1));
}
