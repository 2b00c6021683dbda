#include "simulators/lift/program/record.hpp"

#include <fmt/format.h>

#include "common/trace/row_writer.hpp"
#include "simulators/lift/witness/witness.hpp"

namespace liftguard::lift {

Recording record(const Scenario& scenario, const Play& play) {
  World world{setting_of(scenario, play)};
  Witness witness{world};
  const double minutes = play.minutes.value_or(scenario.default_minutes);
  world.timeline.tell(whole_story(world, scenario, minutes));

  Recording recording;
  trace::TraceHeader header = world.header();
  header.source = fmt::format("simulated {} seed {}", scenario.name, play.seed);
  trace::write_header(recording.trace, header);
  while (!world.timeline.told()) {
    world.step();
    witness.watch();
    trace::write_row(recording.trace, header.columns, world.row(Cells::new_ones));
  }
  recording.truth = witness.truth();
  recording.doubts = witness.doubts();
  return recording;
}

}  // namespace liftguard::lift
