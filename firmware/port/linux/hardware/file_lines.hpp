// Lines out of a text file, for where there is no GPIO chip: tests, and machines that stand in for a box. The file has
// a line for each GPIO line, its name and its level: "door-open 1".
#pragma once

#include <filesystem>

#include "firmware/port/linux/hardware/lines.hpp"

namespace liftguard::port {

// The file is read anew at every turn: an edge is a level that differs from the one before, and two between two turns
// are not seen. Refusals of a line: "no_line", "gone" where the file cannot be read or the name is not in it.
[[nodiscard]] OpenLine open_line_in(std::filesystem::path file);

}  // namespace liftguard::port
