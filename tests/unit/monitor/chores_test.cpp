#include <catch2/catch.hpp>

#include "firmware/journal/block_device.hpp"
#include "firmware/monitor/chores.hpp"

using namespace liftguard;
using namespace liftguard::monitor;

namespace {

// A round that does not wait.
void one_round(Chores& chores) {
  chores.wake();
  chores.step();
}

}  // namespace

TEST_CASE("chores are done in the order of adding, each once a round") {
  Chores chores;
  std::string order;
  chores.add("first", [&] { order += "1"; });
  chores.add("second", [&] { order += "2"; });
  one_round(chores);
  one_round(chores);
  CHECK(order == "1212");
}

TEST_CASE("a chore that fails keeps neither the others nor its own next turn from being done") {
  Chores chores;
  int tried = 0, others = 0;
  chores.add("failing", [&] {
    ++tried;
    throw std::runtime_error("no room");
  });
  chores.add("other", [&] { ++others; });
  one_round(chores);
  one_round(chores);
  CHECK(tried == 2);
  CHECK(others == 2);
}

TEST_CASE("a device that failed ends the chores") {
  Chores chores;
  chores.add("journal", [] { throw journal::DeviceError("write failed"); });
  CHECK_THROWS_AS(one_round(chores), journal::DeviceError);
}
