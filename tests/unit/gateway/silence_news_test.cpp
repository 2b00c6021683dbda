#include <catch2/catch.hpp>

#include "common/base/calendar.hpp"
#include "gateway/ingest/silence_news.hpp"

using namespace liftguard;
using namespace liftguard::gateway;
using namespace std::chrono_literals;

namespace {

const UtcTime kNow = *parse_iso("2026-11-22T06:00:00Z");
constexpr std::size_t kLimit = 100;

std::string box(int number) {
  return "LG-" + std::to_string(number);
}

// Those from `first` on, a tenth of a second apart.
void fall_silent(SilenceNews& news, int first, int boxes, UtcTime from) {
  for (int i = 0; i < boxes; ++i) news.silent(box(first + i), from + i * 100ms);
}

SilenceTidings tell(SilenceNews& news, UtcTime now) {
  auto tidings = news.next(now, kLimit);
  news.told(tidings, now);
  return tidings;
}

}  // namespace

TEST_CASE("C12: a few silent boxes are told of one by one, once others could have followed, and once only") {
  SilenceNews news;
  fall_silent(news, 1, 5, kNow);
  CHECK_FALSE(news.is_due(kNow + 1min - 1ms));
  REQUIRE(news.is_due(kNow + 1min));
  const auto tidings = tell(news, kNow + 1min);
  CHECK(tidings.one_by_one.size() == 5);
  CHECK_FALSE(tidings.many);
  CHECK_FALSE(news.is_due(kNow + 1h));
}

TEST_CASE("C12: a mass outage is one line; of a few that follow is told when its ten minutes are over") {
  SilenceNews news;
  fall_silent(news, 1, 500, kNow);
  const auto tidings = tell(news, kNow + 1min);
  CHECK(tidings.one_by_one.empty());
  REQUIRE(tidings.many);
  CHECK(tidings.many->boxes == 500);
  CHECK(tidings.many->since == kNow);
  fall_silent(news, 501, 3, kNow + 2min);
  CHECK_FALSE(news.is_due(kNow + 11min));
  REQUIRE(news.is_due(kNow + 11min + 1ms));
  CHECK(tell(news, kNow + 12min).one_by_one.size() == 3);
}

TEST_CASE("C12: what is more than a tenth of the many before it is told of as at any other time") {
  struct Case {
    int before, more;
    std::size_t one_by_one;
    bool many;
  };
  for (const auto& [before, more, one_by_one, many] :
       {Case{6, 1, 1, false}, {49, 5, 5, false}, {60, 6, 0, false}, {60, 7, 0, true}, {6, 5'000, 0, true}}) {
    SilenceNews news;
    fall_silent(news, 1, before, kNow);
    const auto first = tell(news, kNow + 1min);
    REQUIRE(first.many);
    fall_silent(news, 10'000, more, kNow + 3min);
    CHECK(news.is_due(kNow + 4min) == (many || one_by_one > 0));
    const auto second = tell(news, kNow + 4min);
    CHECK(second.one_by_one.size() == one_by_one);
    REQUIRE(second.many.has_value() == many);
    if (many) CHECK(second.many->boxes == static_cast<std::size_t>(more));
    if (many) CHECK(second.many->last.since > first.many->last.since);  // by which it is known as another
  }
}

TEST_CASE("C12: many whose boxes became another gateway's, or are back, are followed by nobody") {
  SilenceNews news;
  fall_silent(news, 1, 100, kNow);
  tell(news, kNow + 1min);
  news.pass_over([](std::string_view monitor) { return monitor != box(1) && monitor != box(2); }, kNow + 2min);
  fall_silent(news, 501, 3, kNow + 2min);
  CHECK(tell(news, kNow + 3min + 1s).one_by_one.size() == 5);  // with the two that are left
}

TEST_CASE("C12: a box that is back before it was told of is not news, one that was told of is") {
  SilenceNews news;
  fall_silent(news, 1, 2, kNow);
  news.heard(box(1), kNow + 30s);
  CHECK(tell(news, kNow + 2min).one_by_one.size() == 1);
  news.heard(box(2), kNow + 3min);
  CHECK(tell(news, kNow + 3min).back == std::vector<std::string>{box(2)});
  CHECK_FALSE(news.is_due(kNow + 1h));
}

TEST_CASE("C12: the last of many are told of one by one when the others are back") {
  SilenceNews news;
  fall_silent(news, 1, 500, kNow);
  tell(news, kNow + 1min);
  for (int i = 1; i <= 495; ++i) news.heard(box(i), kNow + 10min);
  CHECK_FALSE(news.is_due(kNow + 10min));  // they may be on their way
  const auto tidings = tell(news, kNow + 11min);
  CHECK(tidings.one_by_one.size() == 5);
  CHECK(tidings.back.empty());
}

TEST_CASE("C12: what was told before a restart is not told again; what may not have been is") {
  SilenceNews news;
  for (int i = 0; i < 20; ++i) news.was_silent(box(i), kNow - 1h, kNow);
  news.was_silent(box(100), kNow - 30s, kNow);
  const auto tidings = tell(news, kNow + 1min);
  REQUIRE(tidings.one_by_one.size() == 1);
  CHECK(tidings.one_by_one[0].monitor == box(100));
  news.heard(box(3), kNow + 2min);
  CHECK(tell(news, kNow + 2min).back == std::vector<std::string>{box(3)});
}

TEST_CASE("tidings that could not be written are given out again, and are bounded") {
  SilenceNews news;
  for (int i = 0; i < 300; ++i) news.was_silent(box(i), kNow - 1h, kNow);
  for (int i = 0; i < 300; ++i) news.heard(box(i), kNow);
  CHECK(news.next(kNow, kLimit).back == news.next(kNow, kLimit).back);
  int rounds = 0;
  for (; news.is_due(kNow); ++rounds) CHECK(tell(news, kNow).back.size() == kLimit);
  CHECK(rounds == 3);
}

TEST_CASE("C12: who waits to be told of is asked after without a look at the whole fleet, whoever comes and goes") {
  SilenceNews news;
  fall_silent(news, 1, 2, kNow);
  news.heard(box(1), kNow + 1s);  // who waited longest
  CHECK_FALSE(news.is_due(kNow + 1min));
  CHECK(news.is_due(kNow + 1min + 100ms));
  news.silent(box(2), kNow + 30s);  // anew
  CHECK_FALSE(news.is_due(kNow + 1min + 100ms));
  news.pass_over([](std::string_view monitor) { return monitor == box(2); }, kNow + 30s);
  CHECK_FALSE(news.is_due(kNow + 1h));
}

TEST_CASE("boxes in no lift, or of another gateway, are not told of") {
  SilenceNews news;
  fall_silent(news, 1, 3, kNow);
  news.pass_over([](std::string_view monitor) { return monitor == box(2); }, kNow);
  CHECK(tell(news, kNow + 1min).one_by_one.size() == 2);
}
