#include <algorithm>
#include <chrono>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "common/base/clock.hpp"
#include "common/wire/topics.hpp"
#include "common/wire/up.hpp"
#include "gateway/ingest/intake.hpp"

using namespace liftguard;
using namespace liftguard::gateway;
using namespace std::chrono_literals;

namespace {

std::string monitor(int number) {
  return "LG-" + std::to_string(number);
}

void offer(Intake& intake, int number, Lane lane, const std::string& payload = "x") {
  intake.offer({}, wire::up_topic(monitor(number), lane), payload);
}

std::size_t dropped(const Intake& intake, Queue queue) {
  return intake.counts().dropped[static_cast<std::size_t>(queue)];
}

}  // namespace

TEST_CASE("a topic's end chooses the queue, anything else is bulk") {
  CHECK(queue_of("lift/1/31/LG-1/up/alarm") == Queue::alarm);
  CHECK(queue_of("lift/1/31/LG-1/up/event") == Queue::event);
  CHECK(queue_of("lift/1/31/LG-1/up/bulk") == Queue::bulk);
  CHECK(queue_of("lift/1/31/LG-1/state") == Queue::state);
  CHECK(queue_of("") == Queue::bulk);
  CHECK(queue_of("something/else") == Queue::bulk);
}

TEST_CASE("alarms come first and alone, in the order in which they came") {
  Intake intake;
  offer(intake, 1, Lane::bulk);
  offer(intake, 1, Lane::event);
  offer(intake, 2, Lane::alarm, "first");
  offer(intake, 3, Lane::alarm, "second");
  const auto alarms = intake.take(10, 0ms);
  REQUIRE(alarms.size() == 2);
  CHECK(alarms[0].payload == "first");
  CHECK(alarms[1].payload == "second");
  const auto others = intake.take(10, 0ms);
  REQUIRE(others.size() == 2);
  CHECK(others[0].topic == wire::up_topic(monitor(1), Lane::event));
  CHECK(intake.empty());
}

TEST_CASE("F1: a flood of alarms does not starve the other queues") {
  Intake intake;
  offer(intake, 1, Lane::event);
  int takes = 0;
  for (bool event_came = false; !event_came; ++takes) {
    REQUIRE(takes < 20);
    for (int i = 0; i < 100; ++i) offer(intake, 2, Lane::alarm);
    for (const auto& incoming : intake.take(20, 0ms)) event_came |= queue_of(incoming.topic) == Queue::event;
  }
  CHECK(takes > 1);
}

TEST_CASE("A10, F2: a full event queue drops and counts, and the alarm queue takes on") {
  Intake intake({10, 1'000'000});
  for (int i = 0; i < 25; ++i) offer(intake, i, Lane::event);
  offer(intake, 1, Lane::alarm);
  CHECK(dropped(intake, Queue::event) == 15);
  CHECK(dropped(intake, Queue::alarm) == 0);
  CHECK(intake.counts().received[static_cast<std::size_t>(Queue::event)] == 25);
  CHECK(intake.take(100, 0ms).size() == 1);
  CHECK(intake.take(100, 0ms).size() == 10);
}

TEST_CASE("queues are bounded by bytes too, and what is too large for any box is kept in part only") {
  Intake intake({1'000, 100'000});
  for (int i = 0; i < 10; ++i) offer(intake, i, Lane::bulk, std::string(60'000, 'x'));
  CHECK(dropped(intake, Queue::bulk) == 4);
  const auto taken = intake.take(100, 0ms);
  REQUIRE(taken.size() == 6);
  CHECK(taken[0].size == 60'000);
  CHECK(taken[0].payload.size() == wire::kMaxUpBytes);
  offer(intake, 1, Lane::bulk);
  CHECK(intake.take(100, 0ms).size() == 1);
}

TEST_CASE("E16: one box's flood of alarms leaves room for everybody else's first") {
  Intake intake({1'000, 1'000'000});
  for (int i = 0; i < 5'000; ++i) offer(intake, 0, Lane::alarm);
  CHECK(dropped(intake, Queue::alarm) == 4'250);
  for (int box = 1; box <= 10; ++box) offer(intake, box, Lane::alarm);
  CHECK(dropped(intake, Queue::alarm) == 4'250);
  for (int i = 0; i < 50; ++i) offer(intake, 1, Lane::alarm);
  CHECK(dropped(intake, Queue::alarm) == 4'250 + 35);
  const auto taken = intake.take(2'000, 0ms);
  CHECK(std::count_if(taken.begin(), taken.end(), [](const Incoming& incoming) {
          return incoming.topic != wire::up_topic(monitor(0), Lane::alarm);
        }) == 25);
  for (int i = 0; i < 10; ++i) offer(intake, 0, Lane::alarm);
  CHECK(intake.take(100, 0ms).size() == 10);
}

TEST_CASE("E16: the reserve for alarms is kept in bytes too: few large ones of one box do not take it") {
  constexpr std::size_t kBytes = 1'000'000;
  Intake intake({1'000, kBytes});
  const auto held = [&] { return intake.counts().bytes[static_cast<std::size_t>(Queue::alarm)]; };
  const std::string large(wire::kMaxUpBytes, 'x');
  for (int i = 0; i < 200; ++i) offer(intake, 0, Lane::alarm, large);
  CHECK(held() <= kBytes / 4 * 3);
  CHECK(held() > kBytes / 4 * 3 - large.size());
  const auto refused = dropped(intake, Queue::alarm);
  for (int box = 1; box <= 10; ++box) offer(intake, box, Lane::alarm, large);
  CHECK(dropped(intake, Queue::alarm) == refused);
  for (int i = 0; i < 10; ++i) offer(intake, 1, Lane::alarm, large);
  CHECK(dropped(intake, Queue::alarm) >= refused + 9);  // its own share of the reserve is small, in bytes too
  for (int i = 0; i < 10; ++i) offer(intake, 20, Lane::alarm, std::string(1'500, 'x'));
  CHECK(dropped(intake, Queue::alarm) <= refused + 10);
  while (!intake.empty()) static_cast<void>(intake.take(100, 0ms));
  CHECK(held() == 0);
  offer(intake, 0, Lane::alarm, large);
  CHECK(intake.take(1, 0ms).size() == 1);
}

TEST_CASE(
    "B8, O9: five minutes of a city's messages that nobody takes are held in bounded memory, an alarm among them") {
  constexpr QueueLimits kLimits;
  Intake intake;
  for (int second = 0; second < 300; ++second)
    for (int i = 0; i < 200; ++i) {
      const int box = second * 200 + i;
      offer(intake, box, Lane::event, std::string(500, 'x'));
      offer(intake, box, Lane::bulk, std::string(8'000, 'x'));
      if (i % 20 == 0) offer(intake, box % 100, Lane::alarm, std::string(9'000, 'x'));
    }
  const auto counts = intake.counts();
  for (std::size_t i = 0; i < kQueues; ++i) {
    CHECK(counts.waiting[i] <= kLimits.messages);
    CHECK(counts.bytes[i] <= kLimits.bytes);
  }
  const auto refused = dropped(intake, Queue::alarm);
  offer(intake, 99'999, Lane::alarm);
  CHECK(dropped(intake, Queue::alarm) == refused);
}

TEST_CASE("a wake ends a wait") {
  Intake intake;
  intake.wake();
  CHECK(intake.take(1, 10s).empty());
}

TEST_CASE(
    "F1, E16: what one box sends beyond its share is dropped and counted, and alarms beyond it take no more room") {
  Intake intake;
  VirtualClock clock(UtcTime{});
  intake.limit({.messages_per_second = 10, .bytes_per_second = 1'000, .alarms_per_second = 1, .burst = 10s}, clock);
  for (int i = 0; i < 200; ++i) offer(intake, 1, Lane::event);
  for (int i = 0; i < 200; ++i) offer(intake, 1, Lane::alarm);
  const auto counts = intake.counts();
  CHECK(counts.throttled[static_cast<std::size_t>(Queue::event)] == 100);
  CHECK(counts.throttled[static_cast<std::size_t>(Queue::alarm)] == 184);
  CHECK(dropped(intake, Queue::event) == 0);

  CHECK(intake.take(1'000, 0ms).size() == 16);  // ten of its share, and no more than the reserve grants a box
  for (int i = 0; i < 200; ++i) offer(intake, 1, Lane::alarm);
  CHECK(intake.take(1'000, 0ms).size() == 16);  // again: it is throttled, never silenced
  offer(intake, 2, Lane::alarm);
  offer(intake, 2, Lane::event);
  CHECK(intake.take(1'000, 0ms).size() == 1);
}
