// One parameter over its values, on a corpus: what each value finds, misses, invents, and how late.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.hpp"
#include "simulators/replay/corpus/corpus.hpp"
#include "simulators/replay/corpus/tally.hpp"

namespace liftguard::replay {

struct SweepRange {
  std::string key;
  std::vector<double> values;  // rising
};

// "trapped_s=20:40:5": both ends included, at most 200 values, all within the parameter's range. Refusal "usage".
[[nodiscard]] Result<SweepRange> parse_sweep(std::string_view text);

struct SweepRow {
  double value;
  Tally tally;
};

// `base`: everything but the key. Traces without truth are refused ("no_file"): there is nothing to measure by.
[[nodiscard]] Result<std::vector<SweepRow>> sweep(const std::vector<CorpusItem>& items, const SweepRange& range,
                                                  const Options& base, std::size_t jobs);

[[nodiscard]] std::string sweep_text(const SweepRange& range, const std::vector<SweepRow>& rows);
[[nodiscard]] std::string sweep_json(const SweepRange& range, const std::vector<SweepRow>& rows);

}  // namespace liftguard::replay
