// `liftguard-monitor check`: what of a configuration that was read cannot work on this machine, as it is now.
#pragma once

#include <string>
#include <vector>

#include "firmware/monitor/config.hpp"

namespace liftguard::monitor {

struct Trouble {
  std::string key;     // of the configuration
  std::string zh, en;  // what is wrong with what it names
};

// Looks and changes nothing. In the order of the configuration; none: it can work.
[[nodiscard]] std::vector<Trouble> find_troubles(const Config& config);

// Prints them, or that all is good, and what this box senses. The exit status: 0 good, 1 troubles.
[[nodiscard]] int check(const Config& config);

}  // namespace liftguard::monitor
