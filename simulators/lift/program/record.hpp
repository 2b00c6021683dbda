// Plays a scenario from beginning to end as fast as the host can: trace text and truth.
#pragma once

#include <string>
#include <vector>

#include "common/trace/truth.hpp"
#include "simulators/lift/scenarios/scenario.hpp"

namespace liftguard::lift {

struct Recording {
  std::string trace;  // the whole NAME.csv
  trace::Truth truth;
  std::vector<std::string> doubts;  // where the story plays within a hair of a rule's limit
};

// The scenario must be one that ends by itself. The same play gives the same bytes on every host.
[[nodiscard]] Recording record(const Scenario& scenario, const Play& play);

}  // namespace liftguard::lift
