#include <map>
#include <set>

#include <catch2/catch.hpp>

#include "simulators/fleet/plan/plan.hpp"

using namespace liftguard;
using namespace liftguard::fleet;

namespace {

Rates busy() {
  return {100, 0.8, 2, 1, 5};
}

std::vector<Step> run(Plan& plan, double until_s, double tick_s = 0.01) {
  std::vector<Step> out;
  for (int tick = 0; tick * tick_s <= until_s; ++tick)
    for (const auto& step : plan.take_due(tick * tick_s)) out.push_back(step);
  return out;
}

bool same(const Step& a, const Step& b) {
  return a.at_s == b.at_s && a.box == b.box && a.kind == b.kind && a.episode == b.episode;
}

std::size_t count(const std::vector<Step>& steps, EventKind kind) {
  return static_cast<std::size_t>(
      std::count_if(steps.begin(), steps.end(), [&](const auto& s) { return s.kind == kind; }));
}

}  // namespace

TEST_CASE("the same seed gives the same steps, however often the plan is asked; another seed others") {
  Plan one(7, 50, busy()), same_seed(7, 50, busy()), other(8, 50, busy());
  const auto fine = run(one, 20), coarse = run(same_seed, 20, 0.5), different = run(other, 20);
  REQUIRE(fine.size() > 1000);
  REQUIRE(coarse.size() == fine.size());
  for (std::size_t i = 0; i < coarse.size(); ++i) REQUIRE(same(fine[i], coarse[i]));
  CHECK_FALSE(std::equal(fine.begin(), fine.begin() + 100, different.begin(), same));
}

TEST_CASE("rates are what they say, and more rides leave the entrapments as they are") {
  auto rates = busy();
  Plan plan(3, 5'000, rates);
  const auto steps = run(plan, 100);
  CHECK(static_cast<double>(count(steps, EventKind::ride)) == Approx(8'000).epsilon(0.05));
  CHECK(static_cast<double>(count(steps, EventKind::trapped)) == Approx(200).epsilon(0.25));
  rates.records *= 3;
  Plan more(3, 5'000, rates);
  const auto others = run(more, 100);
  std::vector<Step> a, b;
  const auto is_alarm = [](const Step& step) { return step.episode != 0; };
  std::copy_if(steps.begin(), steps.end(), std::back_inserter(a), is_alarm);
  std::copy_if(others.begin(), others.end(), std::back_inserter(b), is_alarm);
  CHECK(std::equal(a.begin(), a.end(), b.begin(), b.end(), same));
}

TEST_CASE("nobody is trapped twice at a time, who is trapped is freed, and episodes count up") {
  auto rates = busy();
  rates.entrapments = 50;
  Plan plan(5, 20, rates);
  std::map<std::size_t, std::uint64_t> open, last;
  for (const auto& step : run(plan, 60)) {
    if (step.kind == EventKind::trapped) {
      REQUIRE_FALSE(open.contains(step.box));
      REQUIRE(step.episode == ++last[step.box]);
      open[step.box] = step.episode;
    } else if (step.kind == EventKind::recovered) {
      REQUIRE(open.at(step.box) == step.episode);
      open.erase(step.box);
    }
  }
  CHECK(last.size() == 20);
}

TEST_CASE("F6: a mass of entrapments falls on lifts of its own within its time") {
  Plan plan(9, 1'500, {});
  plan.trap({1'000, 10, 0}, 5);
  std::set<std::size_t> lifts;
  const auto steps = run(plan, 15);
  for (const auto& step : steps) {
    CHECK(step.at_s >= 5);
    CHECK(step.at_s <= 15);
    lifts.insert(step.box);
  }
  CHECK(steps.size() == 1'000);
  CHECK(lifts.size() == 1'000);
  plan.trap({1'000, 0, 0}, 20);
  CHECK(plan.take_due(20).size() == 500);  // no more are free
}

TEST_CASE("A9: late ones say how old they are, with or without their end behind them") {
  Plan plan(9, 10, {});
  plan.tell_late(1, 3600, Plan::Late::open, 1);
  auto steps = plan.take_due(2);
  REQUIRE(steps.size() == 1);
  CHECK(steps[0].age_s == 3600);
  plan.tell_late(1, 3600, Plan::Late::ended, 3);
  steps = plan.take_due(4);
  REQUIRE(steps.size() == 2);
  CHECK(steps[1].kind == EventKind::recovered);
  CHECK(steps[1].age_s == 1800);
}

TEST_CASE("a plan that was stopped says nothing more") {
  Plan plan(2, 10, busy());
  (void)run(plan, 5);
  plan.stop();
  CHECK(plan.take_due(1e6).empty());
}
