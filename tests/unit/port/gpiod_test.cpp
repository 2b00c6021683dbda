// The adapter to libgpiod, as far as a kernel without GPIO chips lets it run.
#include <catch2/catch.hpp>

#include "firmware/port/linux/hardware/gpiod_lines.hpp"

using namespace liftguard;
using namespace liftguard::port;

TEST_CASE("a GPIO line that no chip has is refused by its name") {
  const auto line = open_gpiod_line({engine::Switch::door, "liftguard-no-such-line"});
  REQUIRE(line.has_error());
  CHECK(line.error().code == "no_line");
  CHECK_THAT(line.error().detail, Catch::Contains("liftguard-no-such-line"));
}
