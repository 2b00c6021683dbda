#include "simulators/lift/scenarios/days.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>
#include <utility>
#include <vector>

#include "simulators/lift/scenarios/entrapments.hpp"
#include "simulators/lift/scenarios/faults.hpp"
#include "simulators/lift/scenarios/nearly.hpp"
#include "simulators/lift/scenarios/ordinary.hpp"
#include "simulators/lift/story/moves.hpp"
#include "simulators/lift/story/traffic.hpp"

namespace liftguard::lift::scenarios {
namespace {

constexpr double kHour_s = 3600;

using Tale = Story (*)(World& world, double seconds);

Story mains_gone_a_while(World& world, double) {
  return mains_gone(world, world.chance.uniform({60, 2400}));
}

// Past the last floor: a box finds that if it knows where it stands.
bool position_is_told(const World& world) {
  return world.setting.told.start_floor;
}

// Enough shaft to reach 1.25 of the rated speed, and to be stopped.
bool room_to_run_away(const World& world) {
  const Building& building = world.setting.building;
  const double speed = 1.3 * building.style.speed;
  const double reach_s = speed / building.style.start.acceleration + 2;
  return building.top_height() > 1.5 * speed * reach_s;
}

bool always(const World&) {
  return true;
}

struct Incident {
  Tale tell;
  double times_a_day;
  bool (*possible)(const World& world) = always;
};

constexpr std::array kEntrapments{stuck_with_people,   stuck_and_button,      presence_dead,
                                  doors_fail_in_zone,  doors_fail_and_button, power_cut_mid_ride,
                                  hand_winding_rescue, parked_with_a_sleeper};
constexpr double kEntrapmentsADay = 0.5;
constexpr double kWeathersADay = 12;

constexpr std::array kIncidents{
    Incident{relevelling, 1.2},
    Incident{boarding_crowd, 1.5},
    Incident{parked_briefly, 1.0},
    Incident{mains_blips, 2.0},
    Incident{mains_gone_a_while, 0.1},
    Incident{brief_stop_between, 0.3},
    Incident{door_reopens, 0.3},
    Incident{door_held_open, 0.3},
    Incident{horseplay, 0.3},
    Incident{inspection_trip, 0.2},
    Incident{inspection_left_outside, 0.05},
    Incident{fire_recall, 0.05},
    Incident{hot_car, 0.1},
    Incident{stuck_empty, 0.15},
    Incident{unintended_movement, 0.03},
    Incident{overspeed, 0.03, room_to_run_away},
    Incident{overtravel, 0.03, position_is_told},
};

// Share of the day's trips that begin in each hour, from midnight on: out in the morning, home in the evening.
constexpr std::array<double, 24> kTripsByHour{0.008, 0.004, 0.002, 0.002, 0.004, 0.015, 0.05, 0.105,
                                              0.09,  0.05,  0.04,  0.05,  0.06,  0.045, 0.04, 0.04,
                                              0.05,  0.075, 0.09,  0.065, 0.045, 0.035, 0.02, 0.015};
constexpr Range kTripsADay{60, 560};  // some 1.9 rides each: a thousand in the busiest house

Story one_trip(World& world, double) {
  return ordinary_trip(world);
}

// The weather of the next hours: now and then a front passes (DV-1: up to 600 Pa an hour).
Story weather_changes(World& world, double) {
  const bool front = world.chance.chance(0.03);
  world.barometer.set_weather_per_hour(world.chance.either_way(front ? Range{450, 600} : Range{0, 80}));
  co_return;
}

struct Appointment {
  double at_s;
  Tale tell;
};

Tale any_entrapment(World& world) {
  return world.chance.pick<Tale>(kEntrapments);
}

// `times` on average, seconds from now.
void appoint(World& world, Range when, double times, Tale tell, std::vector<Appointment>& diary) {
  const double whole = std::floor(times);
  const int count = static_cast<int>(whole) + (world.chance.chance(times - whole) ? 1 : 0);
  for (int time = 0; time < count; ++time) diary.push_back({world.now_s() + world.chance.uniform(when), tell});
}

// What goes wrong on this day, in the order of time.
std::vector<Appointment> plan_day(World& world, double seconds) {
  std::vector<Appointment> diary;
  const double days = seconds / (24 * kHour_s);
  for (const Incident& incident : kIncidents) {
    if (incident.possible(world)) appoint(world, {0, seconds}, incident.times_a_day * days, incident.tell, diary);
  }
  appoint(world, {0, seconds}, kEntrapmentsADay * days, any_entrapment(world), diary);
  appoint(world, {0, seconds}, kWeathersADay * days, weather_changes, diary);
  const double trips_a_day = world.chance.uniform(kTripsADay);
  for (double hour_s = 0; hour_s < seconds; hour_s += kHour_s) {
    const double share = kTripsByHour[static_cast<std::size_t>(hour_s / kHour_s) % kTripsByHour.size()];
    appoint(world, {hour_s, std::min(seconds, hour_s + kHour_s)}, trips_a_day * share, one_trip, diary);
  }
  std::stable_sort(diary.begin(), diary.end(),
                   [](const Appointment& a, const Appointment& b) { return a.at_s < b.at_s; });
  return diary;
}

// Fisher and Yates, with the simulator's own chance.
void shuffle(World& world, std::vector<Tale>& tales) {
  for (std::size_t left = tales.size(); left > 1; --left) {
    const auto picked = static_cast<std::size_t>(world.chance.whole(0, static_cast<int>(left) - 1));
    std::swap(tales[left - 1], tales[picked]);
  }
}

}  // namespace

Story city_day(World& world, double seconds) {
  const std::vector<Appointment> diary = plan_day(world, seconds);
  for (const Appointment& appointment : diary) {
    const double early_s = appointment.at_s - world.now_s();
    co_await world.pass(std::max(early_s, world.chance.uniform({2, 15})));
    co_await appointment.tell(world, 0);
  }
}

Story dense_day(World& world, double) {
  std::vector<Tale> tales(kEntrapments.begin(), kEntrapments.end());
  for (const Incident& incident : kIncidents) {
    if (incident.possible(world) && world.chance.chance(0.4)) tales.push_back(incident.tell);
  }
  shuffle(world, tales);
  for (const Tale tell : tales) {
    co_await tell(world, 0);
    co_await world.pass(5, 40);
  }
}

}  // namespace liftguard::lift::scenarios
