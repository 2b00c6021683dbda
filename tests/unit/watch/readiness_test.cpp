#include "gateway/watch/readiness.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

using namespace liftguard::gateway::watch;
using namespace std::chrono_literals;

TEST_CASE("O7: ready is who holds a lease, writes, and has every slot's session at the broker") {
  struct Row {
    Standing standing;
    std::string why;
  };
  const std::vector<Row> rows{
      {{3s, true, 64, 64}, ""},
      {{20s, true, 64, 64}, ""},
      {{20'001ms, true, 64, 64}, "nothing was written to the database for 20 s"},
      {{0s, false, 64, 64}, "the lease has lapsed"},
      {{0s, true, 0, 0}, "no slot is held"},
      {{0s, true, 0, 3}, "no slot is held"},
      {{0s, true, 64, 0}, "0 of 64 slots have their session at the broker"},
      {{0s, true, 64, 63}, "63 of 64 slots have their session at the broker"},
      {{0s, true, 63, 64}, ""},  // one is just being let go of
      {{1min, false, 0, 0}, "nothing was written to the database for 60 s"},
  };
  for (const auto& [standing, why] : rows) CHECK(why_not_ready(standing) == why);
}
