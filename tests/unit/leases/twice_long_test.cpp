#include "tests/unit/leases/twice.hpp"

#include <catch2/catch.hpp>

TEST_CASE("B7: ten thousand alarms, each to two gateways at once") {
  liftguard::gateway::testing::receive_twice(10'000);
}
