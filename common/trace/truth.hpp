// NAME.truth.json: what must be found in a trace, and the comparison of what was found with it.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.hpp"

namespace liftguard::trace {

struct TruthRide {
  double start_ms = 0, end_ms = 0;
  std::optional<double> metres;  // positive upward
  std::string direction;         // "up", "down", "unknown"; empty: by metres
  std::string from, to;          // empty: not checked
};

// To be reported once, at after_ms <= t <= before_ms.
struct TruthEvent {
  std::string event;
  double after_ms = 0, before_ms = 0;
};

struct Tolerance {
  double time_s = 1.0;
  double end_late_s = 1.0;  // an end may be later by this (creep); never less than time_s
  double metres = 0.3;      // or relative, whichever is more
  double relative = 0.03;
};

struct Truth {
  std::optional<std::vector<TruthRide>> rides;  // nullopt: rides are not judged
  std::vector<TruthEvent> events;
  std::vector<std::string> allowed;  // kinds that may be reported any number of times
  Tolerance tolerance;
  bool any_posture = false;  // replay is to be called with --any-posture
};

[[nodiscard]] Result<Truth> parse_truth(std::string_view json);  // refusal "bad_truth" says where and what
[[nodiscard]] std::string write_truth(const Truth& truth);       // one ride or event a line, ends with '\n'

// Something that the engine reported; ride fields for `event` == "ride" alone.
struct Found {
  double t_ms = 0;
  std::string event;
  double start_ms = 0, end_ms = 0;
  std::optional<double> metres;
  std::string direction;
  std::string from, to;
};

// Of one kind of event, "ride" among them. A ride that was found with faults is neither met nor extra.
struct KindCount {
  std::size_t expected = 0, met = 0, extra = 0;
  std::vector<double> delays_ms;  // of the events met, since the start of their windows; none of rides
};

// What was found for what was expected, by their places in Truth's lists and in the list of found ones.
struct Match {
  std::size_t expected = 0, found = 0;
};

struct Comparison {
  std::vector<std::string> missing, extra;  // a sentence each, in time order
  std::vector<Match> events;                // met
  std::vector<Match> rides;                 // of the same time, met or with faults
  std::size_t rides_expected = 0, rides_met = 0;
  std::size_t events_expected = 0, events_met = 0;
  std::map<std::string, KindCount, std::less<>> kinds;  // those that were expected or found beyond it
  [[nodiscard]] bool met() const { return missing.empty() && extra.empty(); }
};

[[nodiscard]] Comparison compare(const Truth& truth, const std::vector<Found>& found);

}  // namespace liftguard::trace
