#include <catch2/catch.hpp>

#include "common/base/calendar.hpp"
#include "gateway/ingest/hearing.hpp"

using namespace liftguard;
using namespace liftguard::gateway;
using namespace std::chrono_literals;

namespace {

const UtcTime kNow = *parse_iso("2026-11-22T06:00:00Z");
const auto kAll = leases::SlotSet{}.set();
const auto kNone = leases::SlotSet{};
constexpr std::uint8_t kSlot = 7;

}  // namespace

TEST_CASE("C12: silence counts from the last sign of life, and at the earliest from when it could be heard") {
  const Hearing hearing(kNow);
  CHECK_FALSE(hearing.is_silent(kSlot, kNow - 72h, kNow + 2min));
  CHECK(hearing.is_silent(kSlot, kNow - 72h, kNow + 2min + 1ms));
  CHECK_FALSE(hearing.is_silent(kSlot, kNow + 1min, kNow + 3min));
  CHECK(hearing.is_silent(kSlot, kNow + 1min, kNow + 3min + 1ms));
}

TEST_CASE("C12: one slot's session that is lost takes no other slot's word") {
  Hearing hearing(kNow);
  hearing.follow(~leases::SlotSet{}.set(kSlot), kNow + 1min);
  CHECK_FALSE(hearing.is_silent(kSlot, kNow, kNow + 1h));
  CHECK(hearing.is_silent(kSlot + 1, kNow, kNow + 1h));
}

TEST_CASE("C12: a session lost and made again between two looks is an outage like any other") {
  Hearing hearing(kNow);
  hearing.follow(kNone, kNow + 10min);  // it stands again by now
  hearing.follow(kAll, kNow + 10min + 5s);
  CHECK_FALSE(hearing.is_silent(kSlot, kNow, kNow + 12min + 5s));
  CHECK(hearing.is_silent(kSlot, kNow, kNow + 12min + 5s + 1ms));
}

TEST_CASE("C12: nobody is silent while others of the slot are still coming back, ten minutes at the most") {
  Hearing hearing(kNow);
  hearing.follow(kNone, kNow + 1min);
  const UtcTime back = kNow + 2min;
  hearing.follow(kAll, back);
  for (UtcTime at = back; at <= back + 5min; at += 1s) hearing.heard(kSlot, kNow, at);
  CHECK_FALSE(hearing.is_silent(kSlot, kNow, back + 5min + 30s));
  CHECK(hearing.is_silent(kSlot, kNow, back + 5min + 30s + 1ms));

  for (UtcTime at = back; at <= back + 20min; at += 1s) hearing.heard(kSlot, kNow, at);
  CHECK(hearing.is_silent(kSlot, kNow, back + 10min + 1ms));
}

TEST_CASE("C12: everyday heartbeats are no return and withhold nothing") {
  Hearing hearing(kNow);
  for (UtcTime at = kNow; at <= kNow + 10min; at += 1s) hearing.heard(kSlot, at - 45s < kNow ? kNow : at - 45s, at);
  CHECK(hearing.is_silent(kSlot, kNow, kNow + 10min));
}
