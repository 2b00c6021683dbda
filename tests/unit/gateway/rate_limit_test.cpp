#include "gateway/ingest/rate_limit.hpp"

#include <catch2/catch.hpp>

using namespace liftguard;
using namespace liftguard::gateway;

namespace {

constexpr std::string_view kBox = "lift/1/11/LG-000001";
constexpr std::size_t kSmall = 300;

SteadyTime at(Milliseconds after) {
  return SteadyTime{} + std::chrono::hours{1} + after;
}

// How many of `tries` messages, sent evenly over the time, are admitted.
int admitted(RateLimit& limit, RateClass what, std::size_t bytes, int tries, Milliseconds from, Milliseconds over) {
  int count = 0;
  for (int i = 0; i < tries; ++i) count += limit.admit(kBox, what, bytes, at(from + over * i / tries));
  return count;
}

}  // namespace

TEST_CASE("F1 a box may send 50 messages a second for ever, and no more") {
  RateLimit limit;
  CHECK(admitted(limit, RateClass::other, kSmall, 100 * 49, Milliseconds{0}, std::chrono::seconds{100}) == 100 * 49);
  const int beyond =
      admitted(limit, RateClass::other, kSmall, 200'000, std::chrono::seconds{100}, std::chrono::seconds{100});
  CHECK(beyond >= 100 * 50);
  CHECK(beyond <= 100 * 50 + 40 * 50);
}

TEST_CASE("F1 a box may send 64 KiB a second, whatever the messages' number") {
  RateLimit limit;
  constexpr std::size_t kLarge = 16 * 1024;
  const int burst = admitted(limit, RateClass::other, kLarge, 1'000, Milliseconds{0}, Milliseconds{1});
  CHECK(burst == 40 * 4);
  CHECK(admitted(limit, RateClass::other, kLarge, 10'000, Milliseconds{1}, std::chrono::seconds{100}) ==
        Approx(400).margin(1));
}

TEST_CASE("A10 the backlog of an outage is no flood: a quiet box may send 2,000 messages at once") {
  RateLimit limit;
  CHECK(admitted(limit, RateClass::other, kSmall, 3'000, Milliseconds{0}, Milliseconds{1}) == Approx(2'000).margin(1));
}

TEST_CASE("F1 a flood of everything else leaves the alarm lane its share") {
  RateLimit limit;
  admitted(limit, RateClass::other, kSmall, 50'000, Milliseconds{0}, std::chrono::seconds{10});
  CHECK(admitted(limit, RateClass::alarm, kSmall, 500, std::chrono::seconds{10}, std::chrono::seconds{100}) == 500);
}

TEST_CASE("E16 alarms beyond 5 a second are told from those within") {
  RateLimit limit;
  CHECK(admitted(limit, RateClass::alarm, kSmall, 10'000, Milliseconds{0}, std::chrono::seconds{100}) ==
        Approx(100 * 5 + 40 * 5).margin(1));
}

TEST_CASE("F1 one box's flood takes nothing from another's share") {
  RateLimit limit;
  admitted(limit, RateClass::other, kSmall, 50'000, Milliseconds{0}, std::chrono::seconds{1});
  CHECK_FALSE(limit.admit(kBox, RateClass::other, kSmall, at(std::chrono::seconds{1})));
  CHECK(limit.admit("lift/1/12/LG-000002", RateClass::other, kSmall, at(std::chrono::seconds{1})));
}

TEST_CASE("O9 quiet boxes are forgotten, and a clock that stands still or goes back gives nothing") {
  RateLimit limit;
  for (int box = 0; box < 1'000; ++box)
    static_cast<void>(limit.admit("box-" + std::to_string(box), RateClass::other, kSmall, at(Milliseconds{0})));
  CHECK(limit.remembered() == 1'000);
  static_cast<void>(limit.admit(kBox, RateClass::other, kSmall, at(std::chrono::seconds{41})));
  static_cast<void>(limit.admit(kBox, RateClass::other, kSmall, at(std::chrono::seconds{82})));
  CHECK(limit.remembered() == 1);

  admitted(limit, RateClass::other, kSmall, 10'000, std::chrono::seconds{82}, Milliseconds{1});
  CHECK_FALSE(limit.admit(kBox, RateClass::other, kSmall, at(std::chrono::seconds{82})));
  CHECK_FALSE(limit.admit(kBox, RateClass::other, kSmall, at(std::chrono::seconds{10})));
}
