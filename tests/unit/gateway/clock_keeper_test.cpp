#include <chrono>

#include <catch2/catch.hpp>

#include "gateway/clock_keeper.hpp"
#include "tests/unit/gateway/town.hpp"

using namespace liftguard;
using namespace liftguard::gateway;
using namespace liftguard::gateway::testing;
using namespace std::chrono_literals;

TEST_CASE("D1: drift of the database's clock is followed, a jump is told to the desk once and not followed") {
  Town town;
  AnchoredCivilClock civil(town.clock, kStart);
  ClockKeeper keeper(*town.database, civil);
  keeper.check(kStart + 2s);
  CHECK(civil.utc_now() == kStart + 2s);
  keeper.check(kStart + 2s - 500ms);
  CHECK(civil.utc_now() == kStart + 1500ms);

  for (int look = 0; look < 3; ++look) keeper.check(kStart + 1h);
  CHECK(civil.utc_now() == kStart + 1500ms);
  CHECK(town.count("desk_alerts where kind = 17") == 1);
  keeper.check(kStart + 1500ms);
  town.clock.advance(10s);
  keeper.check(civil.utc_now() - 24h * 400);
  CHECK(civil.utc_now() == kStart + 11500ms);
  CHECK(town.count("desk_alerts where kind = 17") == 2);
}
