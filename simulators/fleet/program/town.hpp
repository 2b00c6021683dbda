// A town for the simulated boxes: a base of districts, units and people, and an elevator for each box behind it.
#pragma once

#include <ostream>

#include "simulators/fleet/program/arguments.hpp"

namespace liftguard::fleet {

// Throws std::runtime_error where the base cannot be read. Elevators go round its districts, and to its first and last
// unit (maintenance and second level).
void print_town(const Arguments& arguments, std::ostream& out);

}  // namespace liftguard::fleet
