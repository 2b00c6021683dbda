// Many traces with their truths, in parallel.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "common/base/result.hpp"
#include "common/trace/truth.hpp"
#include "simulators/replay/replay.hpp"

namespace liftguard::replay {

struct CorpusItem {
  std::string trace;  // path of the CSV file
  std::string name;   // below the folder that was given, or the file's own; without ".csv"
  std::string truth;  // path; empty: there is none
};

// Every *.csv below the folders, and the files given by name, in the order of their names. NAME.truth.json beside
// NAME.csv is its truth. Refusal "no_file": a path that is not there, a folder without traces, two traces of one name.
[[nodiscard]] Result<std::vector<CorpusItem>> find_corpus(const std::vector<std::string>& paths);

// The truth of one item; empty where it has none. Refusal "no_file" or "bad_truth" with the file's name.
[[nodiscard]] Result<std::optional<trace::Truth>> read_truth(const std::string& path);

// One trace under one set of parameters.
struct Verdict {
  Summary summary;
  std::vector<trace::Found> found;
  std::string lines;                            // of JSON, as a single replay prints them
  std::optional<trace::Comparison> comparison;  // empty: there is no truth
};

// The trace, read once, under each of the options; --any-posture is as the truth has it, or the options.
[[nodiscard]] Result<std::vector<Verdict>> judge(const CorpusItem& item, std::span<const Options> options);

}  // namespace liftguard::replay
