// The adapter to libgpiod, as far as a kernel without GPIO chips lets it run.
#include <catch2/catch.hpp>

#include "firmware/port/linux/hardware/gpiod_lines.hpp"

using namespace liftguard;
using namespace liftguard::port;

TEST_CASE("a GPIO line that no chip has is refused by its name") {
  const auto lines = open_gpiod_lines({{engine::Switch::door, "liftguard-no-such-line"}});
  REQUIRE(lines.has_error());
  CHECK(lines.error().code == "no_line");
  CHECK_THAT(lines.error().detail, Catch::Contains("liftguard-no-such-line"));
}

TEST_CASE("no lines are no fault") {
  auto lines = open_gpiod_lines({}).value();
  CHECK(lines->fds().empty());
  CHECK(lines->read().value().empty());
  CHECK(lines->take_edges().value().empty());
}
