// Simulated traces against their truths: every scenario, many seeds.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace liftguard::replay::test {

// What the engine gets wrong in that trace; empty: nothing.
[[nodiscard]] std::string faults_of(std::string_view scenario, std::uint64_t seed);

// All scenarios that can be recorded, seeds 1 to `seeds`: fails for each trace that is not in the table of known ones,
// and for each known one that has become right.
void check_corpus(std::uint64_t first_seed, std::uint64_t last_seed);

}  // namespace liftguard::replay::test
