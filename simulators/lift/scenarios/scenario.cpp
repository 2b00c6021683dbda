#include "simulators/lift/scenarios/scenario.hpp"

#include <algorithm>
#include <vector>

#include "simulators/lift/chance/random.hpp"
#include "simulators/lift/scenarios/catalogue.hpp"

namespace liftguard::lift {
namespace {

std::vector<Scenario> gather() {
  std::vector<Scenario> all;
  for (const auto part :
       {event_scenarios(), nearly_scenarios(), wiring_scenarios(), fit_scenarios(), live_scenarios()}) {
    all.insert(all.end(), part.begin(), part.end());
  }
  return all;
}

}  // namespace

std::span<const Scenario> all_scenarios() {
  static const std::vector<Scenario> all = gather();
  return all;
}

const Scenario* find_scenario(std::string_view name) {
  const auto all = all_scenarios();
  const auto found =
      std::find_if(all.begin(), all.end(), [name](const Scenario& scenario) { return scenario.name == name; });
  return found == all.end() ? nullptr : &*found;
}

Setting setting_of(const Scenario& scenario, const Play& play) {
  return make_setting(scenario.kind, seed_for(play.seed, scenario.name), play.rate_hz.value_or(scenario.rate_hz));
}

Story whole_story(World& world, const Scenario& scenario, double minutes) {
  co_await world.pass(8, 14);
  co_await scenario.tell(world, minutes * 60);
  co_await world.pass(12, 16);
}

Story repeated_story(World& world, const Scenario& scenario, double minutes) {
  co_await world.pass(2.0);
  while (true) {
    co_await scenario.tell(world, minutes * 60);
    co_await world.pass(10, 60);
  }
}

}  // namespace liftguard::lift
