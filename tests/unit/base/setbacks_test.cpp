#include "common/base/setbacks.hpp"

#include <catch2/catch.hpp>

using namespace liftguard;
using namespace std::chrono_literals;

TEST_CASE("setbacks in a row are waited out longer and longer, up to a second, and told once a minute") {
  Setbacks setbacks;
  SteadyTime now{};
  CHECK(setbacks.again(now, "refused") == Setbacks::Next{100ms, true});
  for (const auto wait : {200ms, 400ms, 800ms, 1'000ms, 1'000ms})
    CHECK(setbacks.again(now, "refused") == Setbacks::Next{wait, false});
  CHECK(setbacks.again(now, "shutting down") == Setbacks::Next{1'000ms, true});
  CHECK(setbacks.again(now + 59'999ms, "shutting down") == Setbacks::Next{1'000ms, false});
  CHECK(setbacks.again(now + 60s, "shutting down") == Setbacks::Next{1'000ms, true});
  setbacks.over();
  CHECK(setbacks.again(now + 61s, "shutting down") == Setbacks::Next{100ms, false});
}

TEST_CASE("setbacks of what nobody waits for take as long as they are given") {
  Setbacks setbacks(1min);
  Milliseconds wait{};
  for (int row = 0; row < 9; ++row) wait = setbacks.again({}, "away").wait;
  CHECK(wait == 25'600ms);
  for (int row = 0; row < 100; ++row) wait = setbacks.again({}, "away").wait;
  CHECK(wait == 1min);
}
