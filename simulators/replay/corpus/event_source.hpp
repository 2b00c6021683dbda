// Where the events of one side of --diff come from.
//
//   a folder      of NAME.jsonl, as --out wrote them: the release before, recorded once
//   a program     another liftguard-replay: its build of the engine
//   a site file   (*.toml): this program's engine under that site and those parameters
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "common/base/result.hpp"
#include "common/trace/truth.hpp"
#include "simulators/replay/corpus/corpus.hpp"

namespace liftguard::replay {

class EventSource {
 public:
  virtual ~EventSource() = default;
  // From several threads at once. A trace that was not recorded has no events.
  [[nodiscard]] virtual Result<std::vector<trace::Found>> events(const CorpusItem& item) const = 0;
  // Names of what was recorded; empty where a corpus must say it.
  [[nodiscard]] virtual std::vector<std::string> recorded() const { return {}; }
  [[nodiscard]] virtual bool needs_traces() const { return true; }
};

// Refusal "usage" for what is none of the three, and whatever a site file is refused for.
[[nodiscard]] Result<std::unique_ptr<EventSource>> open_source(const std::string& path, const Options& options);

}  // namespace liftguard::replay
