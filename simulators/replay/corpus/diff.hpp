// Events gained, lost and moved between two engines, or two sets of parameters, over a corpus.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "common/base/result.hpp"
#include "simulators/replay/corpus/corpus.hpp"
#include "simulators/replay/corpus/event_source.hpp"

namespace liftguard::replay {

struct DiffTolerance {
  double moved_ms = 100;    // a shift of more than this is told
  double moved_m = 0.05;    // of a ride's length
  double same_ms = 30'000;  // farther apart than this they are not one event: one is lost, another gained
};

enum class ChangeKind : std::uint8_t { lost = 1, gained = 2, moved = 3 };

struct Change {
  ChangeKind kind;
  std::string event;
  double old_ms = 0, new_ms = 0;  // a ride's start, another event's time; only the one that there is
  std::string what;               // of a ride: what else is different
};

// Both in time order. Events of one kind are paired in order, as many as can be, by the
// least shifts.
[[nodiscard]] std::vector<Change> compare_events(const std::vector<trace::Found>& before,
                                                 const std::vector<trace::Found>& after,
                                                 const DiffTolerance& tolerance);

struct Diff {
  struct Trace {
    std::string name;
    std::vector<Change> changes;  // in time order
  };
  std::vector<Trace> traces;          // those with changes, by name
  std::size_t compared = 0;           // traces
  std::size_t before = 0, after = 0;  // events

  [[nodiscard]] bool lost_trapped() const;
};

// `items` empty: all that either side has recorded. Refusal "usage" where a side needs traces and there are none.
[[nodiscard]] Result<Diff> diff(const EventSource& before, const EventSource& after, std::vector<CorpusItem> items,
                                const DiffTolerance& tolerance, std::size_t jobs);

[[nodiscard]] std::string diff_text(const Diff& diff);
[[nodiscard]] std::string diff_json(const Diff& diff);

}  // namespace liftguard::replay
