// What docs/detection.md shows of the parameters and of a tally, as Markdown. The same input gives the same bytes.
#pragma once

#include <string>

#include "tests/bench/detection/recorded.hpp"
#include "tests/bench/detection/tally.hpp"

namespace liftguard::bench {

[[nodiscard]] std::string parameter_table();

[[nodiscard]] std::string provenance(const Measurement& measurement);
[[nodiscard]] std::string kind_table(const Tally& tally);        // found, missed, invented of each kind of event
[[nodiscard]] std::string delay_histograms(const Tally& tally);  // of `trapped`, for each kind of entrapment
[[nodiscard]] std::string ride_error_line(const Tally& tally);
[[nodiscard]] std::string recorded_line(const RecordedTally& tally);
[[nodiscard]] std::string fault_list(const Measurement& measurement);  // one a line, of the whole boxes first

}  // namespace liftguard::bench
