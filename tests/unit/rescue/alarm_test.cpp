#include "common/rescue/alarm.hpp"

#include <catch2/catch.hpp>

using namespace liftguard;
using namespace liftguard::rescue;
using namespace std::chrono_literals;

TEST_CASE("RS-3 RS-4 RS-13 E15: what a trapped event does") {
  struct Case {
    const char* what;
    TrappedFacts facts;
    TrappedDecision decision;
  };
  using D = TrappedDecision;
  const Case cases[]{
      {"the first of an elevator", {}, D::open_order},
      {"from the public, nothing open", {.episode_numbered = false}, D::open_order},
      {"elevator unknown", {.elevator_known = false}, D::unknown_elevator},
      {"elevator unknown and over", {.elevator_known = false, .episode_ended = true}, D::unknown_elevator},
      {"over before we knew", {.episode_ended = true}, D::desk_only},
      {"over before we knew, another open",
       {.order_open = true, .order_has_episode = true, .episode_ended = true},
       D::attach},
      {"the box confirms what the public told", {.order_open = true}, D::attach},
      {"the public tells what the box told",
       {.order_open = true, .order_has_episode = true, .episode_numbered = false},
       D::attach},
      {"a new episode", {.order_open = true, .order_has_episode = true}, D::new_cause},
      {"the same episode again", {.order_open = true, .order_has_episode = true, .episode_has_order = true}, D::attach},
      {"the same episode, its order closed", {.episode_has_order = true}, D::order_closed},
      {"the same episode, closed and ended", {.episode_ended = true, .episode_has_order = true}, D::order_closed},
  };
  for (const Case& c : cases) {
    CAPTURE(c.what);
    CHECK(decide_trapped(c.facts) == c.decision);
  }
}

TEST_CASE("RS-13: late is more than a minute on the way") {
  const UtcTime happened = utc_from_ms(1'795'000'000'000);
  CHECK_FALSE(is_late(happened, happened + 60s));
  CHECK(is_late(happened, happened + 60s + 1ms));
  CHECK_FALSE(is_late(happened, happened - 1h));  // a box's clock ahead of ours
}
