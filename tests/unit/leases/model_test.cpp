#include "tests/unit/leases/model.hpp"

#include <catch2/catch.hpp>

using namespace liftguard::gateway::leases::testing;

TEST_CASE("B6: whatever pauses, dies and starts again, no two gateways act for a slot, and no stale epoch writes") {
  Told all;
  for (const Lives lives :
       {Lives{.seed = 1, .gateways = 2}, Lives{.seed = 2, .gateways = 3}, Lives{.seed = 3, .gateways = 5}}) {
    const Told told = live(lives);
    all.acceptances += told.acceptances;
    all.refusals += told.refusals;
    all.takings += told.takings;
    all.deaths += told.deaths;
    all.pauses += told.pauses;
  }
  INFO("accepted " << all.acceptances << ", refused " << all.refusals << ", taken " << all.takings << ", deaths "
                   << all.deaths << ", pauses " << all.pauses);
  CHECK(all.acceptances > 100);
  CHECK(all.refusals > 10);
  CHECK(all.takings > 50);
  CHECK(all.deaths > 3);
  CHECK(all.pauses > 10);
}
