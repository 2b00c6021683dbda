// A corpus judged: a line a trace, what is wrong, and a line a kind of event.
#pragma once

#include <string>
#include <vector>

#include "common/base/result.hpp"
#include "simulators/replay/corpus/corpus.hpp"
#include "simulators/replay/corpus/tally.hpp"

namespace liftguard::replay {

struct CorpusOptions {
  Options replay;
  std::size_t jobs = 0;    // 0: one a core
  std::string out_folder;  // NAME.jsonl of every trace goes there; empty: nowhere
};

struct CorpusReport {
  struct Line {
    std::string name;
    Summary summary;
    std::optional<trace::Comparison> comparison;
  };
  std::vector<Line> lines;  // by name
  Tally tally;
  double trace_s = 0;  // of all traces

  [[nodiscard]] bool met() const;
};

// The refusal is that of the first trace, by name, that has one.
[[nodiscard]] Result<CorpusReport> judge_corpus(const std::vector<CorpusItem>& items, const CorpusOptions& options);

[[nodiscard]] std::string corpus_text(const CorpusReport& report);
[[nodiscard]] std::string corpus_json(const CorpusReport& report);  // an object a trace, then one a kind

}  // namespace liftguard::replay
