// The clock that the bench counts instructions with, against what is known by other means.
#include "tests/unit/cortex/count.hpp"

#include <catch2/catch.hpp>

#include "simulators/lift/program/record.hpp"

namespace liftguard::cortex {

TEST_CASE("instructions are counted one by one") {
  lift::Play play;
  play.minutes = 1;
  const auto inputs = inputs_of(lift::record(*lift::find_scenario("ordinary_day"), play).trace);
  const auto first = count_on_target(COUNT_IMAGE, inputs);
  const auto again = count_on_target(COUNT_IMAGE, inputs);
  UNSCOPED_INFO(first.loop_of_1000 << " " << first.loop_of_2000 << " mean " << first.mean() << " worst " << first.worst
                                   << " stack " << first.stack_bytes);
  CHECK(first.loop_of_2000 - first.loop_of_1000 == 2000);
  // Two a round and the return; with the call, its argument and what the compiler puts around them, a few more.
  CHECK(first.loop_of_1000 > 2001);
  CHECK(first.loop_of_1000 < 2010);
  CHECK(first.instructions == again.instructions);
  CHECK(first.worst == again.worst);
  CHECK(first.mean() > 50);
  CHECK(first.mean() < first.worst);
}

// A fortieth of what an 80 MHz part does between two samples at 100 Hz. Worst are a ride's end, where floors are
// weighed and the sway is summed up, a sensor that goes silent, and the first sample, with which every switch speaks.
TEST_CASE("no sample takes more than 20,000 instructions") {
  constexpr std::uint32_t kMost = 20'000;
  lift::Play play;
  play.minutes = 15;
  for (const char* scenario : {"ordinary_day", "stuck_silent_acceleration"}) {
    const auto count =
        count_on_target(COUNT_IMAGE, inputs_of(lift::record(*lift::find_scenario(scenario), play).trace));
    INFO(scenario << " at " << count.worst_at.time_since_epoch().count() / 1000 << " ms");
    CHECK(count.worst <= kMost);
  }
}

}  // namespace liftguard::cortex
