#include "tests/bench/detection/plan.hpp"

#include <stdexcept>
#include <string>

namespace liftguard::bench {
namespace {

constexpr std::string_view kCityDay = "city_day", kDenseDay = "dense_day";
constexpr std::uint64_t kDenseDays = 120, kOfEachOther = 10;
constexpr std::uint64_t kQuickDenseDays = 120;

bool is_day(const lift::Scenario& scenario) {
  return scenario.name == kCityDay || scenario.name == kDenseDay;
}

template <class Which>
void add_others(std::vector<Stretch>& stretches, std::uint64_t first_seed, std::uint64_t days, Which which) {
  for (const auto& scenario : lift::all_scenarios())
    if (!scenario.for_ever && !is_day(scenario) && which(scenario))
      stretches.push_back({scenario.name, first_seed, days});
}

bool any(const lift::Scenario&) {
  return true;
}

bool is_partial(const lift::Scenario& scenario) {
  return box_of(scenario) == Box::partial;
}

}  // namespace

Box box_of(const lift::Scenario& scenario) {
  const auto& fit = scenario.kind.fit;
  return fit.phone || !fit.without.empty() ? Box::partial : Box::whole;
}

std::vector<Stretch> full_plan(const FullPlan& plan) {
  std::vector<Stretch> stretches{{kDenseDay, plan.first_seed, kDenseDays}};
  add_others(stretches, plan.first_seed, kOfEachOther, any);
  stretches.push_back({kCityDay, plan.first_seed, plan.city_days});
  return stretches;
}

std::vector<Stretch> quick_plan(std::uint64_t first_seed) {
  std::vector<Stretch> stretches{{kDenseDay, first_seed, kQuickDenseDays}};
  add_others(stretches, first_seed, 1, is_partial);
  return stretches;
}

std::vector<Stretch> sample_plan() {
  std::vector<Stretch> stretches{{kDenseDay, 1, 6}};
  add_others(stretches, 1, 1, any);
  return stretches;
}

std::vector<Stretch> stretches_of(std::span<const DayResult> days) {
  std::vector<Stretch> stretches;
  for (const auto& day : days) {
    const auto name = day.plan.scenario->name;
    const bool follows = !stretches.empty() && stretches.back().scenario == name &&
                         stretches.back().first_seed + stretches.back().days == day.plan.seed;
    if (follows)
      ++stretches.back().days;
    else
      stretches.push_back({name, day.plan.seed, 1});
  }
  return stretches;
}

std::vector<DayPlan> days_of(const std::vector<Stretch>& stretches) {
  std::vector<DayPlan> days;
  for (const auto& stretch : stretches) {
    const auto* scenario = lift::find_scenario(stretch.scenario);
    if (scenario == nullptr) throw std::logic_error("no scenario " + std::string(stretch.scenario));
    for (std::uint64_t day = 0; day < stretch.days; ++day) days.push_back({scenario, stretch.first_seed + day});
  }
  return days;
}

}  // namespace liftguard::bench
