// The tables of scenarios, by what they are about. Each is there from the start of the program to its end.
#pragma once

#include <span>

#include "simulators/lift/scenarios/scenario.hpp"

namespace liftguard::lift {

[[nodiscard]] std::span<const Scenario> event_scenarios();   // ordinary days, entrapments, faults
[[nodiscard]] std::span<const Scenario> nearly_scenarios();  // at the rules' limits
[[nodiscard]] std::span<const Scenario> wiring_scenarios();  // sensors lost, stuck and wild
[[nodiscard]] std::span<const Scenario> fit_scenarios();     // other boxes, rates, clocks, houses
[[nodiscard]] std::span<const Scenario> live_scenarios();    // without end

}  // namespace liftguard::lift
