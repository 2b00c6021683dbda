// The command line of liftguard-simulate.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "common/base/result.hpp"
#include "simulators/lift/program/live.hpp"

namespace liftguard::lift {

struct Arguments {
  bool list = false;
  std::string scenario;
  std::string out;  // OUT.csv
  bool live = false;
  LiveOptions live_options;  // its `play` is that of a recording as well
  std::string ready_file;
};

// Refusals: "help" (detail: the text, not an error) and "usage" (detail: what is wrong).
[[nodiscard]] Result<Arguments> parse_arguments(int argc, const char* const* argv);

[[nodiscard]] std::string scenario_list();  // name, 中文, English: one line each

}  // namespace liftguard::lift
