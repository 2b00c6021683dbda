// Nothing is lost, whatever broker, network, gateway and power do (fault rows A1 to A9, B2 to B5, B16, C1), for
// thousands of seeds; and the harness is not blind: a gateway that confirms before it commits loses.
#include <catch2/catch.hpp>

#include "tests/unit/link/world.hpp"

using namespace liftguard;
using namespace liftguard::test;
using namespace std::chrono_literals;

TEST_CASE("box against a lossy, crashing cloud: nothing is lost, everything drains") {
  std::size_t faults = 0, appended = 0, sends = 0;
  for (std::uint32_t seed = 1; seed <= LIFTGUARD_SEEDS; ++seed) {
    World world(seed, {});
    INFO("seed " << seed);
    REQUIRE(world.run(300s) == std::vector<std::string>{});
    faults += world.faults_injected();
    appended += world.appended();
    sends += world.sends();
  }
  WARN(LIFTGUARD_SEEDS << " seeds, " << appended << " records, " << faults << " faults, " << sends << " sends");
  CHECK(faults > 10 * LIFTGUARD_SEEDS);
}

TEST_CASE("each family of faults alone loses nothing") {
  using Field = bool Faults::*;
  for (const Field field : {&Faults::loss, &Faults::duplicates, &Faults::reordering, &Faults::cuts,
                            &Faults::broker_crashes, &Faults::gateway_crashes, &Faults::box_crashes, &Faults::restores})
    for (std::uint32_t seed = 1; seed <= LIFTGUARD_SEEDS / 20; ++seed) {
      Faults faults{false, false, false, false, false, false, false, false, false};
      faults.*field = true;
      World world(seed, faults);
      INFO("seed " << seed);
      REQUIRE(world.run(300s) == std::vector<std::string>{});
    }
}

TEST_CASE("canary: a gateway that confirms before it commits is found out") {
  // Of the faults that would make the box send everything again, and so hide it, none.
  std::size_t found = 0;
  for (std::uint32_t seed = 1; seed <= 400; ++seed) {
    Faults faults;
    faults.confirms_early = true;
    faults.restores = faults.box_crashes = false;
    World world(seed, faults);
    found += world.run(300s).empty() ? 0U : 1U;
  }
  WARN("found by " << found << " of 400 seeds");
  CHECK(found >= 5);
}
