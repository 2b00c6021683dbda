// A program at the far end of the line: in a network namespace of its own, from which the line is the only way out.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "simulators/line/tun.hpp"

namespace liftguard::line {

// Moves this process into a new network namespace and opens the far end there; descriptors opened before stay what they
// are. Throws std::system_error.
[[nodiscard]] int move_to_far_end(const TunOptions& options);

// Starts the program where this process is. `localhost`: an address (dotted) that it finds under that name; empty: the
// usual one. It ends when this process ends. Throws std::system_error.
[[nodiscard]] pid_t start_program(const std::vector<std::string>& command, const std::string& localhost);

}  // namespace liftguard::line
