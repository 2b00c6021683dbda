#include "tests/unit/leases/twice.hpp"

#include <catch2/catch.hpp>

TEST_CASE("B7: of two gateways that get the same alarm at once, one makes the order and the other finds a repeat") {
  liftguard::gateway::testing::receive_twice(100);
}
