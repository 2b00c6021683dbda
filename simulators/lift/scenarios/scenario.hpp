// The scenarios: what each is called, what kind of house it is played in, and how it is told.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "simulators/lift/setting.hpp"
#include "simulators/lift/story/story.hpp"
#include "simulators/lift/world.hpp"

namespace liftguard::lift {

struct Scenario {
  std::string_view name;
  std::string_view zh, en;                      // one line each, for --list
  Story (*tell)(World& world, double seconds);  // from idle to idle; `seconds` where a length makes sense
  double default_minutes = 0;                   // 0: it takes the time it takes
  bool for_ever = false;                        // live only: it never ends by itself
  double rate_hz = 100;                         // rows a second
  SettingKind kind = {};
};

[[nodiscard]] std::span<const Scenario> all_scenarios();
[[nodiscard]] const Scenario* find_scenario(std::string_view name);  // null: there is none of that name

// How to play one.
struct Play {
  std::uint64_t seed = 1;
  std::optional<double> rate_hz = {};  // in place of the scenario's own rate
  std::optional<double> minutes = {};  // and length
};

[[nodiscard]] Setting setting_of(const Scenario& scenario, const Play& play);

// Some seconds of standing still, the scenario, and some more, so that nothing begins or ends at the trace's edge.
Story whole_story(World& world, const Scenario& scenario, double minutes);

// The same for ever, with pauses, for a live world. The lift is idle again wherever a scenario ends.
Story repeated_story(World& world, const Scenario& scenario, double minutes);

}  // namespace liftguard::lift
