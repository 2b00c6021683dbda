// Explanations over whole simulated stories: what fires was announced, and operands agree with the rules at every look.
#include <algorithm>
#include <catch2/catch.hpp>

#include "firmware/engine/explain/explanation.hpp"
#include "simulators/lift/program/record.hpp"
#include "simulators/lift/scenarios/scenario.hpp"
#include "simulators/replay/replay.hpp"

namespace liftguard::replay {
namespace {

using engine::Explanation;
using engine::RuleView;

constexpr engine::Duration kLook{50'000}, kSlack{60'000};  // rules are looked at every 50 ms, rows come every 10

bool agrees(const RuleView& view) {
  bool needed = true, any = false, alternatives = false;
  for (const auto& operand : view.operands()) {
    if (operand.one_of) {
      alternatives = true;
      any = any || operand.holds;
    } else {
      needed = needed && operand.holds;
    }
  }
  return view.holds == (needed && (any || !alternatives));
}

struct Tally {
  std::size_t announced = 0, at_once = 0, late = 0, disagreements = 0;
  std::string wrong;
};

// Compares each event with what was said at the last look before it.
class Watch {
 public:
  explicit Watch(Tally& tally) : tally_(tally) {}

  void before(const trace::Row& row, const engine::Engine& engine) {
    const engine::Time at{engine::Duration{row.t_us}};
    if (said_ && at - said_->at < kLook) return;
    said_ = engine.explain();
    for (const auto& view : said_->rules())
      if (!agrees(view)) note(tally_.disagreements, view, said_->at, "operands disagree");
  }
  void event(const engine::Event& event) {
    if (!said_ || event.rule == 1 || event.rule == 16) return;  // rides: no timer
    const RuleView* soonest = nullptr;
    std::size_t lines = 0;  // of that rule which make that event
    for (const auto& view : said_->rules()) {
      if (view.rule != event.rule || view.event != event.kind) continue;
      ++lines;
      if (view.due && (soonest == nullptr || *view.due < *soonest->due)) soonest = &view;
    }
    if (soonest == nullptr || (lines > 1 && event.at < *soonest->due))
      ++tally_.at_once;  // its condition came true with its time already over, or it counts
    else if (event.at >= *soonest->due && event.at - *soonest->due <= kSlack)
      ++tally_.announced;
    else
      note(tally_.late, *soonest, event.at, "fires when it was not announced");
  }

 private:
  void note(std::size_t& count, const RuleView& view, engine::Time at, const char* what) {
    ++count;
    if (tally_.wrong.size() < 2000)
      tally_.wrong +=
          std::string(view.en) + " at " + std::to_string(at.time_since_epoch().count()) + " us: " + what + "\n";
  }

  Tally& tally_;
  std::optional<Explanation> said_;
};

TEST_CASE("explain: over every scenario, what fires was announced to the look, and operands agree with their rules") {
  Tally tally;
  for (const auto& scenario : lift::all_scenarios()) {
    if (scenario.for_ever || scenario.name.ends_with("_day")) continue;
    const auto recording = lift::record(scenario, {.seed = 1});
    Watch watch(tally);
    Watchers watchers;
    watchers.before_row = [&](const trace::Row& row, const engine::Engine& engine) { watch.before(row, engine); };
    watchers.event = [&](const engine::Event& event) { watch.event(event); };
    REQUIRE(replay(scenario.name, recording.trace, {}, watchers).has_value());
  }
  INFO(tally.wrong);
  CHECK(tally.disagreements == 0);
  CHECK(tally.late == 0);
  CHECK(tally.announced > 40);
  CHECK(tally.at_once * 10 < tally.announced);
}

}  // namespace
}  // namespace liftguard::replay
