// The command line: what was asked for, checked as a whole.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/base/result.hpp"
#include "simulators/replay/replay.hpp"

namespace liftguard::replay {

enum class Task : std::uint8_t {
  help,        // nothing more to do: help was printed
  parameters,  // list them
  clip,        // a clip becomes a trace
  single,      // one trace: its events, judged with a truth, plotted
  explain,     // one trace, explained at some instants
  corpus,      // folders or several traces
  sweep,
  diff,
};

struct Arguments {
  Task task = Task::single;
  std::vector<std::string> traces;
  std::string site, truth, plot, out, sweep, clip;
  std::vector<std::string> sets, diff;
  std::vector<std::int64_t> explain_us;  // rising
  bool any_posture = false, json = false;
  std::size_t jobs = 0;
  double tolerance_ms = 0;  // 0: the usual one
};

// Prints the help where it is asked for. Refusal "usage": options that are not known, lack their value, or do not go
// together.
[[nodiscard]] Result<Arguments> parse_arguments(int argc, const char* const* argv);

// Site file and --set together. Refusals of the site file and of the parameters.
[[nodiscard]] Result<Options> options_of(const Arguments& arguments);

}  // namespace liftguard::replay
