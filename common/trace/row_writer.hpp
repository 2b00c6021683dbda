// Writer of trace text, byte-exact: accelerations with at most 4 decimals, pressure 3, temperature 2, t_ms at most 3,
// no trailing zeros; what is read back is what was written to that precision.
#pragma once

#include <span>
#include <string>

#include "common/trace/row.hpp"

namespace liftguard::trace {

void write_header(std::string& out, const TraceHeader& header);                     // appends metadata and column row
void write_row(std::string& out, std::span<const Column> columns, const Row& row);  // appends one line with '\n'

}  // namespace liftguard::trace
