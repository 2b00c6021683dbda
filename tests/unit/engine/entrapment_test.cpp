// DV-5 to DV-11 and DV-21, through the engine's one entry.
#include <catch2/catch.hpp>

#include "tests/unit/engine/series.hpp"

namespace liftguard::engine::test {
namespace {

// Somebody rides, and the car stalls 7.3 m up, between 2 and 3. Gives the standstill's time.
double stall(Series& car) {
  car.board().ride_and_stall(6.1);
  return car.now_s();
}

double only(const std::vector<double>& times) {
  REQUIRE(times.size() == 1);
  return times[0];
}

std::string reasons(const Event& event) {
  std::string text;
  for (const auto& reason : event.reasons()) text.append(text.empty() ? "" : " ").append(reason_name(reason.kind));
  return text;
}

TEST_CASE("DV-5, DV-6 people between floors: stopped 8-20 s, trapped 28-45 s after the standstill") {
  SeriesOptions options;
  options.rate_hz = GENERATE(10.0, 50.0, 100.0, 400.0);
  options.seed = GENERATE(1U, 2U, 3U);
  Series car(options);
  const double stop = stall(car);
  car.wait(90);
  CHECK(only(car.times("stopped_outside_zone")) - stop == Approx(10).margin(1.0));
  CHECK(only(car.times("trapped")) - stop == Approx(30).margin(1.0));
  const auto event = car.all("trapped")[0];
  CHECK(reasons(event) == "outside_zone door_closed occupied");
  CHECK(static_cast<double>(*event.position_m) == Approx(6.1).margin(0.3));
  CHECK(event.between_low.view() == "2");
  CHECK(event.between_high.view() == "3");
  CHECK(event.rule == 6);
}

TEST_CASE("DV-5 an empty car between floors is stopped, not trapped") {
  Series car;
  car.wait(5).ride_and_stall(6.1);
  car.wait(700);
  CHECK(car.names() == "stopped_outside_zone");
}

TEST_CASE("DV-5 a stop of 8 s between floors is nothing") {
  Series car;
  car.board().ride_and_stall(6.1).wait(8).ride(1.4, 0.6).wait(2).leave().wait(60);
  CHECK(car.names().empty());
}

TEST_CASE("DV-6 a passenger whom the sensor no longer sees stays occupied") {
  Series car;
  car.board().set(Switch::presence, false).ride_and_stall(6.1).wait(60);
  CHECK(car.all("trapped").size() == 1);
}

TEST_CASE("DV-6 without a presence sensor occupancy is unknown and counts") {
  SeriesOptions options;
  options.sensors.remove(Sensor::presence);
  Series car(options);
  car.wait(5).ride_and_stall(6.1).wait(60);
  REQUIRE(car.all("trapped").size() == 1);
  CHECK(reasons(car.all("trapped")[0]) == "outside_zone door_closed occupancy_unknown");
}

TEST_CASE("DV-6 the button held 3 s between floors: trapped at once, occupied or not") {
  const bool occupied = GENERATE(true, false);
  Series car;
  if (occupied) car.board();
  car.wait(5).ride_and_stall(6.1).wait(12);
  const double pressed = car.now_s();
  car.press(3.5).wait(60);
  CHECK(only(car.times("trapped")) - pressed == Approx(3).margin(0.2));
  CHECK(only(car.times("alarm_button")) - pressed == Approx(1).margin(0.1));
  CHECK(reasons(car.all("trapped")[0]).find("button") != std::string::npos);
}

TEST_CASE("DV-6 the button held 2.8 s is no proof by itself") {
  Series car;
  car.wait(5).ride_and_stall(6.1).wait(12).press(2.8).wait(10);
  CHECK(car.names() == "stopped_outside_zone alarm_button");
  car.wait(20);  // but it says that somebody is there
  CHECK(car.all("trapped").size() == 1);
}

TEST_CASE("DV-7 the door does not open after a ride: trapped 115-140 s after its end") {
  Series car;
  car.board().ride(10.5);
  const double end = car.now_s();
  car.wait(200);
  CHECK(only(car.times("trapped")) - end == Approx(120).margin(2));
  CHECK(car.all("trapped")[0].rule == 7);
  CHECK(car.all("trapped")[0].floor.view() == "4");
  CHECK(reasons(car.all("trapped")[0]) == "door_closed door_not_opened occupied");
}

TEST_CASE("DV-7 a door that opens 115 s after the ride saves it") {
  Series car;
  car.board().ride(10.5).wait(115).leave().wait(300);
  CHECK(car.names().empty());
}

TEST_CASE("DV-7 the button behind a shut door: trapped 20 s after it was held 3 s, unless the door opens") {
  const auto [opens_after, trapped] = GENERATE(std::pair{18.0, 0U}, std::pair{23.0, 1U});
  Series car;
  car.board().ride(10.5).wait(10);
  const double pressed = car.now_s();
  car.press(4).wait(opens_after - 1).leave().wait(10);
  CHECK(car.all("trapped").size() == trapped);
  if (trapped == 1) CHECK(car.times("trapped")[0] - pressed == Approx(23).margin(0.5));
}

TEST_CASE("DV-7 somebody in a parked car: nothing until 600 s after the door shut") {
  Series car;
  car.board();
  const double shut = car.now_s() - 2;
  car.wait(590);
  CHECK(car.names().empty());
  car.wait(30);
  CHECK(only(car.times("trapped")) - shut == Approx(600).margin(1));
}

TEST_CASE("DV-7 an empty car parks behind its shut door for ever") {
  Series car;
  car.board().ride(10.5).wait(2).leave().wait(10).ride(-10.5).wait(3600);
  CHECK(car.names().empty());
}

TEST_CASE("DV-8 the button with the door open in a zone is a button alone; a press below 1 s is none") {
  const auto [length, presses] = GENERATE(std::pair{0.9, 0U}, std::pair{1.1, 1U}, std::pair{30.0, 1U});
  Series car;
  car.set(Switch::door, true).wait(5).press(length).wait(60);
  CHECK(car.all("alarm_button").size() == presses);
  CHECK(car.all("trapped").empty());
}

TEST_CASE("DV-8 each press is reported, in inspection too") {
  Series car;
  car.set(Switch::inspection, true).wait(5).press(2).wait(1).press(2).wait(5);
  CHECK(car.names() == "inspection_on alarm_button alarm_button");
}

TEST_CASE("DV-9 inspection silences inference, not the button; its end starts the dwell anew") {
  Series car;
  car.board().set(Switch::inspection, true).ride_and_stall(6.1).wait(100);
  CHECK(car.names() == "inspection_on");
  SECTION("switched off between floors") {
    car.set(Switch::inspection, false);
    const double off = car.now_s();
    car.wait(60);
    CHECK(only(car.times("stopped_outside_zone")) - off == Approx(10).margin(0.5));
    CHECK(only(car.times("trapped")) - off == Approx(30).margin(0.5));
  }
  SECTION("the button held") {
    car.press(4).wait(10);
    CHECK(car.all("trapped").size() == 1);
  }
}

TEST_CASE("DV-10 recovered: in a zone with the door open for 2 s") {
  Series car;
  stall(car);
  car.wait(60).ride(1.4, 0.6).wait(5).set(Switch::door, true);
  const double opened = car.now_s();
  car.set(Switch::presence, true).wait(4).set(Switch::presence, false).wait(4).set(Switch::door, false).wait(60);
  CHECK(car.names() == "stopped_outside_zone trapped recovered");
  CHECK(only(car.times("recovered")) - opened == Approx(2).margin(0.2));
  const auto recovery = *car.all("recovered")[0].recovery;
  CHECK(recovery.people_left);
  CHECK(recovery.how == EpisodeEnd::door_open_in_zone);
  CHECK(car.all("recovered")[0].episode == car.all("trapped")[0].episode);
}

TEST_CASE("DV-10 hand winding ends nothing and re-reports nothing") {
  Series car;
  stall(car);
  car.wait(60).creep(0.3, 0.15).wait(40).creep(0.3, 0.15).wait(40).creep(0.4, 0.2).wait(40);
  CHECK(car.names() == "stopped_outside_zone trapped");
}

TEST_CASE("DV-10 stopped alone ends with a ride into a zone at more than half of the usual speed") {
  Series car;
  car.ride(10.5).wait(5).open(4).wait(2).ride_and_stall(4.1).wait(30);
  REQUIRE(car.names() == "stopped_outside_zone");
  SECTION("slower: it does not") {
    car.ride(1.9, 0.4).wait(20);
    CHECK(car.names() == "stopped_outside_zone");
  }
  SECTION("faster: it does") {
    car.ride(-14.6, 1.5).wait(20);
    CHECK(car.names() == "stopped_outside_zone recovered");
    CHECK(car.all("recovered")[0].recovery->how == EpisodeEnd::usual_ride);
  }
}

TEST_CASE("DV-10 a dead door sensor cannot lock a trapped episode: two ordinary rides end it") {
  Series car;
  stall(car);
  car.wait(60).ride(1.4, 0.6).wait(10);
  REQUIRE(car.names() == "stopped_outside_zone trapped");
  car.ride(9).wait(10);
  CHECK(car.all("recovered").empty());
  car.ride(-9).wait(10);
  REQUIRE(car.all("recovered").size() == 1);
  CHECK(car.all("recovered")[0].recovery->how == EpisodeEnd::ordinary_rides);
}

TEST_CASE("DV-10 the gateway's order closes an episode") {
  Series car;
  stall(car);
  car.wait(60).say(EpisodeClosed{}).wait(600);
  CHECK(car.names() == "stopped_outside_zone trapped recovered");  // nobody moved: what was closed stays closed
  SECTION("the button opens a new one") {
    car.press(4).wait(5);
    CHECK(car.all("trapped").size() == 2);
  }
  SECTION("so does the next time") {
    car.ride(1.4, 0.6).wait(5).leave().board().ride_and_stall(4.4).wait(60);
    CHECK(car.all("trapped").size() == 2);
  }
}

TEST_CASE("DV-10 passengers who jump and gusts do not make the dwell start again") {
  Series car;
  const double stop = stall(car);
  car.shake = [](double t) {
    const double since = std::fmod(t, 1.3);
    return since < 0.2 ? 3.5 * std::sin(2 * M_PI * since / 0.2) : 0.0;
  };
  car.wait(90);
  CHECK(only(car.times("trapped")) - stop == Approx(30).margin(2));
}

TEST_CASE("DV-11 a reboot at every half second of a stuck car neither repeats nor loses") {
  Series car;
  int samples = 0;
  car.on_every_sample([&](Series& series) {
    if (++samples % 50 == 0) series.reboot();
  });
  const double stop = stall(car);
  car.wait(60).ride(1.4, 0.6).wait(5);
  car.set(Switch::door, true).wait(5);
  CHECK(car.names() == "stopped_outside_zone trapped recovered");
  CHECK(only(car.times("trapped")) - stop == Approx(30).margin(3));
}

TEST_CASE("DV-11 one reboot at each sample of a stuck car") {
  SeriesOptions options;
  options.rate_hz = 20;
  for (int at = 1, samples = at; samples >= at; ++at) {
    Series car(options);
    samples = 0;
    car.on_every_sample([&](Series& series) {
      if (++samples == at) series.reboot();
    });
    stall(car);
    car.wait(40).ride(1.4, 0.6).wait(5).set(Switch::door, true).wait(5);
    INFO("rebooted at sample " << at);
    CHECK(car.names() == "stopped_outside_zone trapped recovered");
  }
}

TEST_CASE("DV-11 episode numbers rise over reboots") {
  Series car;
  stall(car);
  car.wait(40).ride(1.4, 0.6).wait(5).leave().reboot().board().ride_and_stall(4.4).wait(40);
  const auto trapped = car.all("trapped");
  REQUIRE(trapped.size() == 2);
  CHECK(trapped[1].episode == trapped[0].episode + 1);
}

TEST_CASE("DV-21 mains gone is among the reasons") {
  Series car;
  car.board().ride_and_stall(6.1).set(Switch::mains, false).wait(60);
  CHECK(reasons(car.all("trapped")[0]) == "outside_zone door_closed occupied mains_lost");
}

}  // namespace
}  // namespace liftguard::engine::test
