// What must be found in the trace, gathered while the world runs.
//
// Where a story plays within a hair of a rule's limit the rule leaves the outcome open: the kind goes to `allowed`, and
// the doubt is kept with its reason, so that a test can see to it that no scenario does that unawares.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "common/trace/truth.hpp"
#include "schemas/event_kind.hpp"

namespace liftguard::lift {

// Seconds since the world began.
struct Window {
  double after_s = 0;
  double before_s = 0;
};

class Expectations {
 public:
  void expect(EventKind kind, const Window& window);
  void doubt(EventKind kind, double time_s, std::string_view why);
  void ride(const trace::TruthRide& ride) { rides_.push_back(ride); }

  [[nodiscard]] trace::Truth truth() const;  // events in time order
  [[nodiscard]] const std::vector<std::string>& doubts() const { return doubts_; }

 private:
  std::vector<trace::TruthRide> rides_;
  std::vector<trace::TruthEvent> events_;
  std::set<std::string, std::less<>> allowed_;
  std::vector<std::string> doubts_;
};

}  // namespace liftguard::lift
