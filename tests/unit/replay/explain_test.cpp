// What the engine explains of itself: the timer that it names is the one that fires, at the time that it names, and the
// operands that it lists are what its rules decide by.
#include "firmware/engine/explain/explanation.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

#include "tests/unit/engine/series.hpp"

namespace liftguard::engine::test {
namespace {

double seconds(Time t) {
  return static_cast<double>(t.time_since_epoch().count()) * 1e-6;
}

struct Story {
  const char* what;
  void (*tell)(Series&);  // up to the instant of the question; the timer runs
  EventKind fires;
  std::uint8_t rule;
};

void stall_with_people(Series& car) {
  car.board().ride_and_stall(6.1).wait(5);
}

void jump(Series& car, int times) {
  const double t0 = car.now_s();
  car.shake = [=](double t) {
    const double phase = std::fmod(t - t0, 1.0);
    return t < t0 || t > t0 + times - 0.1 || phase > 0.12 ? 0.0 : 3.5 * std::sin(2 * M_PI * phase / 0.12);
  };
}

// From where the temperature is above its limit for good.
void heat_up(Series& car) {
  car.spoil = [](Input& input) {
    if (auto* temperature = std::get_if<Temperature>(&input.reading)) temperature->celsius = 50.0F;
    return true;
  };
  car.wait(2);
}

template <class Reading>
void silence(Series& car, double wait_s) {
  car.wait(3);
  car.spoil = [](Input& input) { return !std::holds_alternative<Reading>(input.reading); };
  car.wait(wait_s);
}

const Story kStories[] = {
    {"DV-5 the car has just stopped", stall_with_people, EventKind::stopped_outside_zone, 5},
    {"DV-6 it was reported as stopped", [](Series& car) { car.board().ride_and_stall(6.1).wait(15); },
     EventKind::trapped, 6},
    {"DV-6 the button is being held",
     [](Series& car) { car.board().ride_and_stall(6.1).wait(5).set(Switch::button, true).wait(2); }, EventKind::trapped,
     6},
    {"DV-7 arrived, and the door stays shut", [](Series& car) { car.board().ride(7.5).wait(20); }, EventKind::trapped,
     7},
    {"DV-7 the button was held in the zone", [](Series& car) { car.board().ride(7.5).press(4).wait(1); },
     EventKind::trapped, 7},
    {"DV-7 somebody stands in a parked car",
     [](Series& car) { car.board().wait(10).set(Switch::presence, true).wait(5); }, EventKind::trapped, 7},
    {"DV-8 the button was pressed", [](Series& car) { car.set(Switch::button, true).wait(0.3); },
     EventKind::alarm_button, 8},
    {"DV-9 the switch was turned", [](Series& car) { car.set(Switch::inspection, true).wait(0.02); },
     EventKind::inspection_on, 9},
    {"DV-10 the door opens at the floor",
     [](Series& car) {
       stall_with_people(car);
       car.wait(40).ride(1.4, 0.5).wait(8).set(Switch::door, true).wait(1);
     },
     EventKind::recovered, 10},
    {"DV-12 the third jump was felt",
     [](Series& car) {
       car.board().wait(5);
       jump(car, 3);
       car.wait(2.3);
     },
     EventKind::horseplay, 12},
    {"DV-14 the door opens between floors",
     [](Series& car) { car.ride_and_stall(6.1).wait(3).set(Switch::door, true).wait(0.2); },
     EventKind::door_open_outside_zone, 14},
    {"DV-14 the door stays open", [](Series& car) { car.set(Switch::door, true).wait(20); },
     EventKind::door_open_too_long, 14},
    {"DV-15 the car stands above its last floor",
     [](Series& car) { car.wait(5).ride(20.2).set(Switch::zone, false).wait(0.8); }, EventKind::overtravel_top, 15},
    {"DV-17 the mains are gone", [](Series& car) { car.set(Switch::mains, false).wait(0.4); }, EventKind::mains_lost,
     17},
    {"DV-17 the mains are back",
     [](Series& car) { car.set(Switch::mains, false).wait(4).set(Switch::mains, true).wait(0.4); },
     EventKind::mains_restored, 17},
    {"DV-18 it is hot", heat_up, EventKind::over_temperature, 18},
    {"DV-19 the barometer is silent", [](Series& car) { silence<Pressure>(car, 2); }, EventKind::sensor_lost, 19},
    {"DV-19 the barometer speaks again",
     [](Series& car) {
       silence<Pressure>(car, 8);
       car.spoil = [](Input&) { return true; };
       car.wait(2);
     },
     EventKind::sensor_restored, 19},
    {"DV-19 the barometer is frozen",
     [](Series& car) {
       car.wait(3);
       car.spoil = [](Input& input) {
         if (auto* pressure = std::get_if<Pressure>(&input.reading)) pressure->pa = 101'000;
         return true;
       };
       car.wait(10);
     },
     EventKind::sensor_lost, 19},
};

TEST_CASE("explain: the next timer fires when it was said to, for each rule that has one") {
  constexpr double kLook_s = 0.05, kSample_s = 0.01;  // rules are looked at every 50 ms
  for (const auto& story : kStories) {
    INFO(story.what);
    Series car;
    story.tell(car);
    const auto explanation = car.engine().explain();
    const auto* next = explanation.next();
    REQUIRE(next != nullptr);
    CHECK(next->rule == story.rule);
    CHECK(next->event == story.fires);
    CHECK((next->holds || next->rule == 19));  // a sensor is at fault only once its timer has fired
    const double due = seconds(*next->due), asked = car.now_s();
    REQUIRE(due > asked - kLook_s);
    car.wait(due - asked + 2);
    const auto event = std::find_if(car.events().begin(), car.events().end(),
                                    [&](const Event& one) { return seconds(one.at) > asked; });
    REQUIRE(event != car.events().end());
    CHECK(event->kind == story.fires);
    CHECK(event->rule == story.rule);
    CHECK(seconds(event->at) >= due - 1e-6);
    CHECK(seconds(event->at) <= due + kLook_s + kSample_s);
  }
}

TEST_CASE("explain: DV-13 the timer of a car that runs away fires when it was said to") {
  Series car;
  std::optional<double> due;
  car.wait(20).on_every_sample([&](Series& now) {
    for (const auto& view : now.engine().explain().rules())
      if (view.rule == 13 && view.due && !due) due = seconds(*view.due);
  });
  car.ride(19.5, 2.1);
  REQUIRE(due);
  REQUIRE(car.times("overspeed").size() == 1);
  CHECK(car.times("overspeed")[0] == Approx(*due).margin(0.061));
}

TEST_CASE("explain: DV-4 presence makes it occupied when the timer says so") {
  Series car;
  car.set(Switch::door, true).wait(2).set(Switch::presence, true).wait(0.3);
  const auto explanation = car.engine().explain();
  const auto* next = explanation.next();
  REQUIRE(next != nullptr);
  CHECK(next->rule == 4);
  const double due = seconds(*next->due);
  car.wait(due - car.now_s() - 0.02);
  CHECK(car.engine().glance().occupancy != Occupancy::occupied);
  car.wait(0.08);
  CHECK(car.engine().glance().occupancy == Occupancy::occupied);
}

TEST_CASE("explain: it names the operand that keeps people from being trapped") {
  Series car;
  car.ride_and_stall(6.1).wait(60);  // nobody is inside
  const auto explanation = car.engine().explain();
  const auto rule = std::find_if(explanation.rules().begin(), explanation.rules().end(),
                                 [](const RuleView& view) { return view.rule == 6; });
  REQUIRE(rule != explanation.rules().end());
  CHECK_FALSE(rule->holds);
  for (const auto& operand : rule->operands()) {
    INFO(operand.en);
    CHECK(operand.holds == (operand.en != "counts as occupied"));
  }
}

// A rule holds exactly where its operands say so: words that drift from the predicates fail here.
void check_operands(const Explanation& explanation) {
  for (const auto& view : explanation.rules()) {
    bool needed = true, any = true;
    for (const auto& operand : view.operands()) {
      if (!operand.one_of) needed = needed && operand.holds;
    }
    const auto alternatives = std::count_if(view.operands().begin(), view.operands().end(),
                                            [](const Operand& operand) { return operand.one_of; });
    if (alternatives > 0)
      any = std::any_of(view.operands().begin(), view.operands().end(),
                        [](const Operand& operand) { return operand.one_of && operand.holds; });
    if (view.holds == (needed && any)) continue;
    CAPTURE(static_cast<int>(view.rule), view.en, seconds(explanation.at));
    CHECK(view.holds == (needed && any));
  }
}

TEST_CASE("explain: every rule holds exactly where its operands do, at every instant of a long story") {
  Series car;
  car.on_every_sample([](Series& now) { check_operands(now.engine().explain()); });
  car.board().ride(7.5).leave().board().ride_and_stall(-3.4).wait(20).press(4).wait(20);
  car.ride(-1.1, 0.2).wait(5).open(6).set(Switch::inspection, true).wait(3).ride_and_stall(4.6).wait(12);
  car.set(Switch::inspection, false).wait(15).set(Switch::mains, false).wait(3).open(2).set(Switch::mains, true);
  car.wait(5).reboot().wait(40);
  CHECK(car.all("trapped").size() >= 1);
  for (int i = 0; i < 6; ++i) car.open(2).wait(2);
  jump(car, 4);
  car.wait(10);
  silence<Pressure>(car, 8);
  car.spoil = [](Input&) { return true; };
  car.wait(15);
}

}  // namespace
}  // namespace liftguard::engine::test
