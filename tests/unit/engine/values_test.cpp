// Every event carries the number of its rule and the values of the parameters that were in force when it decided.
#include <catch2/catch.hpp>
#include <cmath>
#include <set>

#include "tests/unit/engine/series.hpp"

namespace liftguard::engine::test {
namespace {

using Names = std::set<std::string_view>;

// No parameter at its default, so that a value which was not asked for shows.
Parameters unusual() {
  Parameters parameters;
  for (const auto& facts : kParameterFacts) {
    const float step = 0.01F * (facts.highest - facts.lowest);
    const bool counts = parameter_unit(facts.name) == "count";
    if (!counts) parameters.*facts.field = std::min(facts.default_value + step, facts.highest);
  }
  return parameters;
}

struct Row {
  EventKind kind;
  int rule;
  Names values;
};

const std::vector<Row> kRows{
    {EventKind::ride, 1, {"ride_min_m"}},
    {EventKind::stopped_outside_zone, 5, {"stopped_s"}},
    {EventKind::trapped, 6, {"trapped_s"}},
    {EventKind::trapped, 6, {"button_hold_s"}},
    {EventKind::trapped, 7, {"door_not_opened_s"}},
    {EventKind::trapped, 7, {"button_hold_s", "button_door_s"}},
    {EventKind::trapped, 7, {"parked_s"}},
    {EventKind::alarm_button, 8, {"button_press_s"}},
    {EventKind::inspection_on, 9, {}},  // no parameter has a say
    {EventKind::inspection_off, 9, {}},
    {EventKind::recovered, 10, {"recovered_open_s", "ordinary_rides_count"}},
    {EventKind::horseplay, 12, {"shock_mps2", "shocks_count", "shock_window_s"}},
    {EventKind::overspeed, 13, {"overspeed_ratio", "overspeed_s"}},
    {EventKind::door_open_outside_zone, 14, {"door_outside_s", "door_moving_mps"}},
    {EventKind::door_open_too_long, 14, {"door_long_s"}},
    {EventKind::door_cannot_close, 14, {"openings_count", "openings_window_s"}},
    {EventKind::overtravel_top, 15, {"overtravel_m"}},
    {EventKind::overtravel_bottom, 15, {"overtravel_m"}},
    {EventKind::rough_ride, 16, {"rough_mps2", "rough_rides_count"}},
    {EventKind::mains_lost, 17, {"mains_s"}},
    {EventKind::mains_restored, 17, {"mains_s"}},
    {EventKind::over_temperature, 18, {"over_temperature_c", "over_temperature_s", "temperature_rearm_c"}},
    {EventKind::sensor_lost, 19, {"sensor_silent_s", "sensor_frozen_s", "sensor_restored_s"}},
    {EventKind::sensor_restored, 19, {"sensor_silent_s", "sensor_frozen_s", "sensor_restored_s"}},
};

// All that a lift can do wrong, one after the other.
std::vector<Event> everything() {
  std::vector<Event> all;
  const auto tell = [&](auto story) {
    Series car({}, unusual());
    story(car);
    all.insert(all.end(), car.events().begin(), car.events().end());
  };
  tell([](Series& car) { car.board().ride_and_stall(6.1).wait(60).creep(1.4, 0.25).wait(3).leave(); });
  tell([](Series& car) { car.board().ride_and_stall(6.1).wait(2).press(5).open(2); });
  tell([](Series& car) { car.board().ride(7.5).wait(140); });
  tell([](Series& car) { car.board().ride(7.5).wait(2).press(5).wait(40); });
  tell([](Series& car) { car.board().wait(700); });
  tell([](Series& car) { car.set(Switch::inspection, true).wait(2).set(Switch::inspection, false).wait(2); });
  tell([](Series& car) { car.set(Switch::mains, false).wait(4).set(Switch::mains, true).wait(4); });
  tell([](Series& car) { car.wait(20).ride(19.5, 2.4).wait(5).ride(-20.3).wait(8); });
  tell([](Series& car) { car.wait(20).ride(20.3).wait(8); });
  tell([](Series& car) { car.open(250).wait(5); });
  tell([](Series& car) {
    for (int i = 0; i < 6; ++i) car.open(5).wait(10);
  });
  tell([](Series& car) {
    car.board().wait(5);
    car.shake = [](double t) {
      return std::fmod(t, 1.0) < 0.12 ? 5 * std::sin(2 * M_PI * std::fmod(t, 1.0) / 0.12) : 0;
    };
    car.wait(10);
  });
  tell([](Series& car) {
    car.sway = [](double t) { return std::sin(2 * M_PI * 1.5 * t); };
    for (int i = 0; i < 4; ++i) car.wait(5).ride(i % 2 == 0 ? 9.0 : -9.0);
    car.wait(5);
  });
  tell([](Series& car) {
    bool silent = true;
    car.spoil = [&](Input& input) {
      if (auto* heat = std::get_if<Temperature>(&input.reading)) heat->celsius = 60;
      const auto* word = std::get_if<SwitchReading>(&input.reading);
      return !(silent && word != nullptr && word->which == Switch::presence);
    };
    car.wait(80);
    silent = false;
    car.wait(20);
  });
  return all;
}

TEST_CASE("every event carries its rule's number and the values in force") {
  const Parameters parameters = unusual();
  std::vector<bool> seen(kRows.size(), false);
  for (const auto& event : everything()) {
    Names names;
    for (const auto& value : event.values()) {
      const auto& facts = facts_of(value.id);
      names.insert(facts.name);
      CHECK(value.value == parameters.*facts.field);
    }
    bool expected = false;
    for (std::size_t i = 0; i < kRows.size(); ++i) {
      if (kRows[i].kind != event.kind || kRows[i].rule != event.rule || kRows[i].values != names) continue;
      expected = seen[i] = true;
    }
    INFO(find_event(event.kind)->name << ", rule " << int{event.rule} << ", " << names.size() << " values");
    CHECK(expected);
  }
  for (std::size_t i = 0; i < kRows.size(); ++i) {
    INFO(find_event(kRows[i].kind)->name << ", rule " << kRows[i].rule);
    CHECK(seen[i]);
  }
}

}  // namespace
}  // namespace liftguard::engine::test
