#include "simulators/lift/program/playback.hpp"

#include <fmt/format.h>

namespace liftguard::lift {

Playback::Playback(const Scenario& scenario, const Play& play)
    : world_(setting_of(scenario, play)), witness_(world_), header_(world_.header()) {
  header_.source = fmt::format("simulated {} seed {}", scenario.name, play.seed);
  world_.timeline.tell(whole_story(world_, scenario, play.minutes.value_or(scenario.default_minutes)));
}

const trace::Row* Playback::next() {
  if (world_.timeline.told()) return nullptr;
  world_.step();
  witness_.watch();
  row_ = world_.row(Cells::new_ones);
  return &row_;
}

}  // namespace liftguard::lift
