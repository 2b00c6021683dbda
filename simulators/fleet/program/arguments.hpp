// What liftguard-fleet is told on its command line; docs/testers.md explains it.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "simulators/fleet/box/box.hpp"
#include "simulators/fleet/plan/plan.hpp"

namespace liftguard::fleet {

struct Storm {
  double at_s = 0;
  double share = 1;
  Cut manner = Cut::reset;
};

struct Place {
  std::string host;
  std::uint16_t port = 0;
};

struct Arguments {
  std::size_t boxes = 100;
  std::string prefix = "LG-";
  std::size_t first = 1;  // number of the first box; six digits
  std::uint64_t seed = 1;
  unsigned threads = 2;
  Place broker;
  std::optional<Place> alarm_broker;
  std::filesystem::path ca;         // of the broker's certificate
  std::filesystem::path authority;  // folder with ca.crt and ca.key that signs the boxes
  std::chrono::seconds duration{60}, drain{60};
  double ramp_per_s = 200;
  Rates rates;
  std::vector<Storm> storms;
  Mischief mischief;
  std::chrono::seconds keep_alive{60}, heartbeat{45};
  std::uint32_t journal_kib = 56;
  std::filesystem::path ledger, control, ready_file, town;
};

[[nodiscard]] std::string monitor_name(const Arguments& arguments, std::size_t index);

// Reads the command line, or ends the program with its help or a reason (exit status 2).
[[nodiscard]] Arguments read_arguments(int argc, char** argv);

}  // namespace liftguard::fleet
