// Logging of every program: one line a message on standard error (log_line.hpp), UTC times, so that a supervisor can
// collect it as it is. Text from outside goes through liftguard::printable before it is logged.
#pragma once

#include <string>

#include <spdlog/spdlog.h>

#include "common/observe/log_line.hpp"

namespace liftguard::observe {

enum class Verbosity { quiet = 1, normal = 2, detailed = 3 };

// Makes `program`'s logger the default one (spdlog::info, ...). Call once, before the first thread starts.
void set_up_logging(const std::string& program, Verbosity verbosity = Verbosity::normal);

}  // namespace liftguard::observe
