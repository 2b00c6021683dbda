#include "simulators/lift/program/record.hpp"

#include "common/trace/row_writer.hpp"
#include "simulators/lift/program/playback.hpp"

namespace liftguard::lift {

Recording record(const Scenario& scenario, const Play& play) {
  Playback playback{scenario, play};
  Recording recording;
  trace::write_header(recording.trace, playback.header());
  while (const trace::Row* row = playback.next()) {
    trace::write_row(recording.trace, playback.header().columns, *row);
  }
  recording.truth = playback.truth();
  recording.doubts.assign(playback.doubts().begin(), playback.doubts().end());
  return recording;
}

}  // namespace liftguard::lift
