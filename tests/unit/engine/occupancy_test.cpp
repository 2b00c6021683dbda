// DV-4, rule by rule at its boundaries, on the ledger alone.
#include <catch2/catch.hpp>
#include <random>
#include <utility>

#include "firmware/engine/occupancy/ledger.hpp"
#include "firmware/engine/units.hpp"

namespace liftguard::engine::test {
namespace {

// A ledger that is shown a scene every 10 ms.
class Told {
 public:
  explicit Told(bool has_sensor = true) : ledger_(has_sensor) {
    scene_.motion_known = scene_.standing = true;
    scene_.door = scene_.presence = {true, false, Time{}};
    scene_.zone = {true, true, Time{}};
    if (!has_sensor) scene_.presence = {};
    wait(1);
  }
  Told& wait(double seconds) {
    const Time end = scene_.now + to_duration(static_cast<float>(seconds));
    while (scene_.now < end) {
      scene_.now += Duration{10'000};
      ledger_.update(scene_, parameters_);
      ledger_.feel(scene_.now, noise_ * hiss_(random_), scene_);
    }
    return *this;
  }
  Told& door(bool open) { return flip(scene_.door, open); }
  Told& presence(bool on) { return flip(scene_.presence, on); }
  Told& zone(bool on) { return flip(scene_.zone, on); }
  Told& lose_presence() {
    scene_.presence = {};
    return *this;
  }
  Told& noise(float mps2) {
    noise_ = mps2;
    return *this;
  }
  Told& step(float mps2 = 0.4F) {  // somebody's, as the accelerometer feels it
    scene_.now += Duration{10'000};
    ledger_.feel(scene_.now, mps2, scene_);
    return wait(1.2);
  }
  // Nobody was there, somebody gets in as people do, the door shuts.
  Told& board() { return door(true).wait(2).presence(true).wait(2).door(false).wait(0.5).presence(false).wait(1); }
  OccupancyLedger& ledger() { return ledger_; }
  [[nodiscard]] Occupancy state() const { return ledger_.state(); }

 private:
  Told& flip(SwitchView& view, bool on) {
    view = {true, on, scene_.now};
    ledger_.update(scene_, parameters_);
    return *this;
  }
  Parameters parameters_;
  OccupancyLedger ledger_;
  Scene scene_;
  float noise_ = 0.02F;  // m/s², one deviation
  std::mt19937 random_{4};
  std::normal_distribution<float> hiss_;
};

TEST_CASE("DV-4 presence for 1 s in all makes occupied; a flicker below 0.2 s is none") {
  struct Case {
    double run_s;
    int runs;
    Occupancy after;
  };
  const auto c =
      GENERATE(Case{0.19, 20, Occupancy::empty}, Case{0.21, 6, Occupancy::occupied}, Case{0.21, 4, Occupancy::empty},
               Case{0.98, 1, Occupancy::empty}, Case{1.01, 1, Occupancy::occupied}, Case{0.5, 2, Occupancy::occupied});
  Told car;
  car.door(true).wait(2);
  for (int i = 0; i < c.runs; ++i) car.presence(true).wait(c.run_s).presence(false).wait(0.5);
  CHECK(car.state() == c.after);
}

TEST_CASE("DV-4 the sum begins anew when the door opens") {
  Told car;
  car.door(true).wait(2).presence(true).wait(0.6).presence(false).wait(4).door(false).wait(3);
  car.door(true).wait(2).presence(true).wait(0.6).presence(false).wait(0.1);
  CHECK(car.state() != Occupancy::occupied);
}

TEST_CASE("DV-4 behind a shut door occupied stays, whatever the sensor says") {
  Told car;
  car.board().wait(10'000);
  CHECK(car.state() == Occupancy::occupied);
}

TEST_CASE("DV-4 people have left after 3 s of open door and 2 s of absence") {
  struct Case {
    double open_s, absent_s;
    Occupancy after;
  };
  const auto c = GENERATE(Case{2.9, 2.5, Occupancy::occupied}, Case{3.1, 2.5, Occupancy::empty},
                          Case{6.0, 0.9, Occupancy::occupied}, Case{6.0, 1.1, Occupancy::unknown},
                          Case{6.0, 1.9, Occupancy::unknown}, Case{6.0, 2.1, Occupancy::empty});
  Told car;
  car.board()
      .presence(true)
      .wait(1)
      .door(true)
      .wait(c.open_s - c.absent_s)
      .presence(false)
      .wait(c.absent_s)
      .door(false);
  car.wait(1);
  CHECK(car.state() == c.after);
}

TEST_CASE("DV-4 doubt about those who have just gone: a ride makes it count, presence behind the door settles it") {
  Told car;
  car.board().presence(true).door(true).wait(6).presence(false).wait(1.6).door(false).wait(1);
  REQUIRE(car.state() == Occupancy::unknown);
  CHECK_FALSE(car.ledger().counts_as_occupied());
  SECTION("a ride") {
    car.ledger().ride_ended();
    CHECK(car.ledger().counts_as_occupied());
  }
  SECTION("seen for 0.8 s in all since the door shut, then for more than 1 s") {
    car.presence(true).wait(0.4).presence(false).wait(3).presence(true).wait(0.4).presence(false).wait(3);
    CHECK(car.state() == Occupancy::unknown);
    car.presence(true).wait(0.4).presence(false).wait(1);
    CHECK(car.state() == Occupancy::occupied);
  }
}

TEST_CASE("DV-4 a flicker in the last 2 s does not keep them inside") {
  Told car;
  car.board().presence(true).door(true).wait(3).presence(false).wait(1.5).presence(true).wait(0.1).presence(false);
  car.wait(1).door(false).wait(1);
  CHECK(car.state() == Occupancy::empty);
}

TEST_CASE("DV-4 nobody leaves through a door that is open outside a zone") {
  Told car;
  car.board().zone(false).door(true).wait(20).door(false).wait(1);
  CHECK(car.state() == Occupancy::occupied);
}

TEST_CASE("DV-4 somebody who came into an empty car and stands still is doubt, not absence") {
  Told car;
  car.door(true).wait(2.5).presence(true).wait(2).presence(false).wait(3).door(false).wait(1);
  CHECK(car.state() == Occupancy::unknown);
  CHECK_FALSE(car.ledger().counts_as_occupied());
  car.ledger().ride_ended();
  CHECK(car.ledger().counts_as_occupied());
  car.door(true).wait(4).door(false).wait(1);
  CHECK(car.state() == Occupancy::empty);
}

TEST_CASE("DV-4 presence as the door opens was inside, and has left") {
  Told car;
  car.door(true).wait(0.3).presence(true).wait(2).presence(false).wait(3).door(false).wait(1);
  CHECK(car.state() == Occupancy::empty);
}

TEST_CASE("DV-4 signs of load behind a shut door raise doubt; the ringing of those who left does not") {
  const auto [after_s, state] = GENERATE(std::pair{2.0, Occupancy::empty}, std::pair{8.0, Occupancy::unknown});
  Told car;
  car.wait(after_s);
  car.door(true).wait(4).door(false).wait(after_s).step().step().step().wait(1);
  CHECK(car.state() == state);
}

TEST_CASE("DV-4 a sign of load stands out against the noise of its own sensor") {
  struct Case {
    float noise, step;  // m/s²
    Occupancy after;
  };
  const auto c = GENERATE(Case{0.02F, 0.30F, Occupancy::unknown}, Case{0.02F, 0.20F, Occupancy::empty},
                          Case{0.08F, 0.0F, Occupancy::empty}, Case{0.08F, 0.60F, Occupancy::unknown},
                          Case{0.15F, 0.0F, Occupancy::empty}, Case{0.15F, 0.40F, Occupancy::empty},
                          Case{0.15F, 1.20F, Occupancy::unknown}, Case{0.30F, 0.0F, Occupancy::empty});
  Told car;
  car.noise(c.noise).door(true).wait(4).door(false).wait(900);
  REQUIRE(car.state() == Occupancy::empty);
  car.step(c.step).step(c.step).step(c.step);
  INFO(c.noise << " m/s² of noise, steps of " << c.step);
  CHECK(car.state() == c.after);
}

TEST_CASE("DV-4 who keeps on stepping does not pass for noise") {
  Told car;
  car.door(true).wait(4).door(false).wait(20);
  for (int i = 0; i < 3; ++i) car.step(0.35F);
  CHECK(car.state() == Occupancy::unknown);
}

TEST_CASE("DV-4 button and horseplay say that somebody is there") {
  Told car;
  car.ledger().someone_is_there(Time{Duration{1}});
  CHECK(car.state() == Occupancy::occupied);
}

TEST_CASE("DV-4 without a sensor, or with a lost one, occupancy is unknown") {
  SECTION("none") {
    Told car(false);
    car.door(true).wait(9).door(false).wait(1);
    CHECK(car.state() == Occupancy::unknown);
    CHECK(car.ledger().counts_as_occupied());
  }
  SECTION("lost") {
    Told car;
    car.board().lose_presence().wait(5);
    CHECK(car.state() == Occupancy::occupied);
    car.door(true).wait(9).door(false).wait(1);
    CHECK(car.state() == Occupancy::unknown);
  }
}

TEST_CASE("DV-11 the ledger comes back as it was") {
  Told car;
  car.board();
  OccupancyLedger again(true);
  again.restore(car.ledger().kept(Time{Duration{50'000'000}}), Time{});
  CHECK(again.state() == Occupancy::occupied);
}

}  // namespace
}  // namespace liftguard::engine::test
