// When the dates of the broker's certificate count (D3), by rule and against a real broker; no alarm waits for them.
#include <catch2/catch.hpp>

#include "firmware/monitor/broker_dates.hpp"
#include "tests/unit/monitor/network_box.hpp"

using namespace liftguard;
using namespace liftguard::monitor;
using namespace std::chrono_literals;
using mqtt::ByTime;
using mqtt::NotJudged;
using Box = liftguard::test::NetworkBox;
using wire::TimeQuality;

namespace {

constexpr auto kWall = utc_from_ms(1'795'000'000'000);
constexpr auto kYear2000 = utc_from_ms(946'684'800'000);

}  // namespace

TEST_CASE("D3: the dates of the broker's certificate count while the time is known and no alarm is in hand") {
  struct Case {
    const char* name;
    WallReading now;
    AlarmInHand alarm;
    mqtt::ServerDates want;
  };
  for (const auto& c : {
           Case{"known", {kWall, TimeQuality::synchronised}, AlarmInHand::no, ByTime{kWall}},
           Case{"known, with an alarm", {kWall, TimeQuality::synchronised}, AlarmInHand::yes, NotJudged{}},
           Case{"told long ago, or never", {kWall, TimeQuality::free_running}, AlarmInHand::no, NotJudged{}},
           Case{"the same with an alarm", {kWall, TimeQuality::free_running}, AlarmInHand::yes, NotJudged{}},
           Case{"never set", {kYear2000, TimeQuality::unset}, AlarmInHand::no, NotJudged{}},
           Case{"never set, with an alarm", {kYear2000, TimeQuality::unset}, AlarmInHand::yes, NotJudged{}},
       }) {
    INFO(c.name);
    CHECK(broker_dates(c.now, c.alarm) == c.want);
  }
}

namespace {

constexpr std::chrono::days kFiveYears{5 * 365};

UtcTime today() {
  return std::chrono::floor<Milliseconds>(std::chrono::system_clock::now());
}

}  // namespace

TEST_CASE("D3: a box whose clock is wrong reaches its broker as long as nobody has told it the time") {
  test::Broker valid, ended({{}, {"20200101000000Z", "20210101000000Z"}});
  CHECK(Box(valid, {kYear2000, TimeQuality::unset}).connects_within(10s));
  CHECK(Box(valid, {today() + kFiveYears, TimeQuality::free_running}).connects_within(10s));
  CHECK(
      Box(ended, {today(), TimeQuality::free_running}).connects_within(10s));  // nor counts the host's, which is right
  CHECK(Box(valid, {today(), TimeQuality::synchronised}).connects_within(10s));
}

TEST_CASE("D3: a box that knows the time takes no certificate that has ended, unless an alarm is in hand") {
  test::Broker ended({{}, {"20200101000000Z", "20210101000000Z"}});
  Box box(ended, {today(), TimeQuality::synchronised});
  CHECK_FALSE(box.connects_within(3s));
  box.raise_alarm();
  CHECK(box.connects_within(10s));
}

TEST_CASE("D3: the dates are judged by the time that the box was told, not by its host's clock, and no alarm waits") {
  test::Broker valid;
  Box box(valid, {today() + kFiveYears, TimeQuality::synchronised});
  CHECK_FALSE(box.connects_within(3s));
  box.raise_alarm();
  CHECK(box.connects_within(10s));
}
