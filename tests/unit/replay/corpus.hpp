// Simulated traces against their truths: every scenario, many seeds.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "simulators/lift/scenarios/scenario.hpp"

namespace liftguard::replay::test {

// What the engine gets wrong in that trace; empty: nothing.
[[nodiscard]] std::string faults_of(const lift::Scenario& scenario, std::uint64_t seed);

// One part of several, so that the parts can run side by side.
struct Share {
  std::size_t part = 0;
  std::size_t parts = 1;
};

// Every scenario of the share that can be recorded, first to last seed: fails for each trace that is not in the table
// of known misses, and for each of those that has become right.
void check_corpus(const Share& share, std::uint64_t first_seed, std::uint64_t last_seed);

}  // namespace liftguard::replay::test
