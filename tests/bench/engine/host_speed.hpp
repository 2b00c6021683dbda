// How fast the engine is on this machine: alone over inputs in memory, and as the whole replay tool.
#pragma once

#include <string_view>
#include <vector>

namespace liftguard::bench {

// Nanoseconds of processor time a sample (a row with all its inputs), one figure a run.
[[nodiscard]] std::vector<double> nanoseconds_per_sample(std::string_view trace, int runs);

// How many times faster than the trace's own length liftguard-replay is done with it, started as a program that reads
// the file and prints its events; one figure a run.
[[nodiscard]] std::vector<double> times_real_time(std::string_view trace, int runs);

}  // namespace liftguard::bench
