#include <catch2/catch.hpp>

#include "gateway/watch/conservation.hpp"

using namespace liftguard::gateway::watch;

TEST_CASE("O10: a message that is received and ends nowhere is missed once the flow has come to rest") {
  Conservation conservation;
  CHECK(conservation.look({100, 90, 10}) == 0);  // on their way
  CHECK(conservation.look({100, 99, 0}) == 0);   // has moved since: perhaps read in between
  CHECK(conservation.look({100, 99, 0}) == 1);
  CHECK(conservation.look({100, 100, 0}) == 0);
  CHECK(conservation.look({100, 100, 0}) == 0);
  CHECK(conservation.look({100, 102, 0}) == 0);
  CHECK(conservation.look({100, 102, 0}) == -2);  // counted twice
}
