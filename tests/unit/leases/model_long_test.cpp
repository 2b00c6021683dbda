#include <random>

#include <catch2/catch.hpp>

#include "tests/unit/leases/model.hpp"

using namespace liftguard::gateway::leases::testing;

TEST_CASE("B6: two hundred lives of gateways, none of which two ever act for a slot") {
  const std::uint64_t first = std::random_device{}();
  for (std::uint64_t seed = first; seed < first + 200; ++seed) {
    const Told told = live({.seed = seed, .gateways = 2 + static_cast<int>(seed % 4), .events = 500});
    REQUIRE(told.acceptances > 0);
  }
}
