// The tally as the rows of docs/rules/bench.md, group `detection`.
#pragma once

#include <string>
#include <vector>

#include "tests/bench/detection/recorded.hpp"
#include "tests/bench/detection/tally.hpp"

namespace liftguard::bench {

// One JSON line each. A figure of which the days gave no sample (a run that was interrupted early) has no row.
[[nodiscard]] std::vector<std::string> simulated_rows(const Tally& whole);
[[nodiscard]] std::vector<std::string> partial_rows(const Tally& partial);
[[nodiscard]] std::vector<std::string> recorded_rows(const RecordedTally& tally);

}  // namespace liftguard::bench
