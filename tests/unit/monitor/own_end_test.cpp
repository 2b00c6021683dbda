// The end that the program chooses for itself (issue 4 points 5 to 7).
#include <random>

#include <catch2/catch.hpp>

#include "firmware/monitor/own_end.hpp"
#include "tests/unit/journal/model.hpp"

using namespace liftguard;
using namespace liftguard::monitor;

namespace {

struct Box {
  std::mt19937 ids{1};
  test::FakeFlash flash{test::kSmall, 1};
  Store store{flash, test::small_options(ids)};
  OwnEnd end{store};
};

}  // namespace

TEST_CASE("the first end that was chosen is the only one") {
  Box box;
  CHECK(box.end.chosen() == RunEnd::none);
  CHECK(box.end.choose(RunEnd::update));
  CHECK_FALSE(box.end.choose_if_idle(RunEnd::restart));
  CHECK_FALSE(box.end.choose(RunEnd::restart));
  CHECK(box.end.chosen() == RunEnd::update);
}

TEST_CASE("an end that can wait waits for open alarms and rides, one that was seen to does not") {
  Box box;
  box.store.standing = false;
  CHECK_FALSE(box.end.choose_if_idle(RunEnd::restart));
  box.store.standing = true;
  box.store.kept.episodes = EpisodeBook({{1, EventKind::trapped, utc_from_ms(1), std::nullopt}});
  CHECK_FALSE(box.end.choose_if_idle(RunEnd::restart));
  CHECK(box.end.chosen() == RunEnd::none);
  CHECK(Box().end.choose_if_idle(RunEnd::restart));
  CHECK(box.end.choose(RunEnd::update));
}
