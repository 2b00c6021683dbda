// What must be found in the trace, gathered while the world runs.
//
// Where a story plays within a hair of a rule's limit the rule leaves the outcome open: the kind goes to `allowed`, and
// the doubt is kept with its reason, so that a test can see to it that no scenario does that unawares.
#pragma once

#include <cstdint>
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

// What makes `trapped` true, and from when DV-6 and DV-7 count.
enum class EntrapmentKind : std::uint8_t {
  outside_zone = 0,         // DV-6: since the standstill
  outside_zone_button = 1,  // DV-6 with the button: since its press
  door_not_opened = 2,      // DV-7: since the end of the ride
  door_button = 3,          // DV-7 with the button: since its press
  parked = 4,               // DV-7, last sentence: since somebody stood in the parked car behind a shut door
};

// One that must be reported. `since_s` is the true instant, for delays.
struct Entrapment {
  EntrapmentKind kind = EntrapmentKind::outside_zone;
  double since_s = 0;
  Window window;
};

class Expectations {
 public:
  void expect(EventKind kind, const Window& window);
  void trapped(const Entrapment& entrapment);
  void doubt(EventKind kind, double time_s, std::string_view why);
  void leave_open(EventKind kind);  // what the box sees does not decide it, by the rules themselves
  void ride(const trace::TruthRide& ride) { rides_.push_back(ride); }

  // Events in time order; its times begin at `clock_start_ms`.
  [[nodiscard]] trace::Truth truth(double clock_start_ms = 0) const;
  [[nodiscard]] const std::vector<Entrapment>& entrapments() const { return entrapments_; }
  [[nodiscard]] const std::vector<std::string>& doubts() const { return doubts_; }

 private:
  std::vector<trace::TruthRide> rides_;
  std::vector<trace::TruthEvent> events_;
  std::vector<Entrapment> entrapments_;
  std::set<std::string, std::less<>> allowed_;
  std::vector<std::string> doubts_;
};

}  // namespace liftguard::lift
