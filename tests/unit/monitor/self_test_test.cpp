// DV-22 at the box, in virtual time: when self-tests are made, what they say, and that a reboot changes neither.
#include <algorithm>
#include <map>
#include <memory>

#include <catch2/catch.hpp>

#include "firmware/monitor/self_tester.hpp"
#include "tests/unit/journal/model.hpp"

using namespace liftguard;
using namespace liftguard::monitor;
using namespace std::chrono_literals;

namespace {

using wire::SelfTestCause;
using wire::TimeQuality;

constexpr auto kWall = utc_from_ms(1'795'000'000'000);
constexpr LinkHealth kGoodLink{true, 0};

// A box's two clocks: uptime begins anew at every start, and nobody may have set the wall clock.
struct Clocks final : SteadyClock, CivilClock {
  [[nodiscard]] SteadyTime now() const override { return SteadyTime{uptime}; }
  [[nodiscard]] UtcTime utc_now() const override { return wall; }

  std::chrono::microseconds uptime{0};
  UtcTime wall = kWall;
  TimeQuality quality = TimeQuality::synchronised;
};

// A box over its reboots. `age` is true time since its first start.
class Box {
 public:
  Box() { start(); }

  void start() {
    clocks.uptime = 0us;
    tester.reset();
    store = std::make_unique<Store>(flash, test::small_options(ids));
    store->sensors = {"acceleration", "door", "mains"};
    tester = std::make_unique<SelfTester>(SelfTester::Options{"1.2.3", every, seed++}, *store, stamper, clocks);
  }
  void reboot(Milliseconds without_power) {
    tester.reset();
    flash.reboot();
    pass(without_power);
    start();
  }
  // Steps every `step` for as long as told; the ages at which tests were made.
  std::vector<Milliseconds> run(Milliseconds time, Milliseconds step = 10s, const LinkHealth& link = kGoodLink) {
    std::vector<Milliseconds> out;
    for (const auto end = age + time; age < end;) {
      if (tester->step(link)) out.push_back(age);
      pass(step);
    }
    return out;
  }
  std::vector<wire::SelfTestBody> tests() const {
    std::vector<wire::SelfTestBody> out;
    for (auto key = store->journal.next_unconfirmed(Lane::alarm, std::nullopt); key;
         key = store->journal.next_unconfirmed(Lane::alarm, key))
      out.push_back(std::get<wire::SelfTestBody>(*wire::decode_record(*store->journal.read(*key))));
    return out;
  }
  void confirm_all() {
    const auto newest = store->journal.records(Lane::alarm);
    REQUIRE(store->journal.confirm({store->journal.id(), 7, {{Lane::alarm, newest, {}}}}, clocks.now()) ==
            journal::ConfirmOutcome::taken);
  }

  Milliseconds age{0};
  Clocks clocks;
  std::chrono::hours every{24};
  std::mt19937 ids{1};
  std::uint32_t seed = 1;
  test::FakeFlash flash{test::kSmall, 1};
  Stamper stamper{clocks, clocks, [this](UtcTime) { return clocks.quality; }, 77};
  std::unique_ptr<Store> store;
  std::unique_ptr<SelfTester> tester;

 private:
  void pass(Milliseconds time) {
    age += time;
    clocks.uptime += time;
    clocks.wall += time;
  }
};

std::vector<Milliseconds> distances(const std::vector<Milliseconds>& times) {
  std::vector<Milliseconds> out;
  for (std::size_t i = 1; i < times.size(); ++i) out.push_back(times[i] - times[i - 1]);
  return out;
}

void trap(Store& store, std::uint64_t episode) {
  wire::EventBody event;
  event.kind = EventKind::trapped;
  event.episode = episode;
  store.kept.episodes.take(event);
}

void free_people(Store& store, std::uint64_t episode) {
  wire::EventBody event;
  event.kind = EventKind::recovered;
  event.episode = episode;
  store.kept.episodes.take(event);
}

}  // namespace

TEST_CASE("DV-22: the first self-test comes soon after the first start, then one every 24 h or a little sooner") {
  Box box;
  const auto made = box.run(10 * 24h, 1min);
  REQUIRE(made.size() >= 10);
  CHECK(made[0] >= 2min);
  CHECK(made[0] <= 11min);
  for (const auto distance : distances(made)) {
    CHECK(distance > 21h);
    CHECK(distance <= 24h + 1min);
  }
  const auto tests = box.tests();
  CHECK(tests[0].cause == SelfTestCause::first);
  CHECK(tests[1].cause == SelfTestCause::periodic);
}

TEST_CASE("DV-22: a box that reboots every 20 h still tests every 24 h, also where its clock was never set") {
  for (const auto quality : {TimeQuality::synchronised, TimeQuality::unset}) {
    Box box;
    box.clocks.quality = quality;
    std::vector<Milliseconds> made;
    for (int day = 0; day < 30; ++day) {
      const auto more = box.run(20h, 1min);
      made.insert(made.end(), more.begin(), more.end());
      box.reboot(1min);
    }
    REQUIRE(made.size() >= 25);
    // Within the hour, where it fell due while the power was off.
    for (const auto distance : distances(made)) CHECK(distance <= 25h);
  }
}

TEST_CASE("DV-22: a long time without power makes the test overdue: it comes within the hour after the start") {
  Box box;
  REQUIRE(box.run(1h).size() == 1);
  box.reboot(48h);
  const auto started = box.age;
  const auto made = box.run(2h);
  REQUIRE(made.size() == 1);
  CHECK(made[0] - started >= 1min);
  CHECK(made[0] - started <= 1h + 10s);
}

TEST_CASE("DV-22: a wall clock that jumps neither loses a test nor makes a flood of them") {
  for (const auto jump : {-400 * 24h, 400 * 24h}) {
    Box box;
    REQUIRE(box.run(1h).size() == 1);
    box.clocks.wall += std::chrono::duration_cast<Milliseconds>(jump);
    CHECK(box.run(20h).empty());
    box.clocks.wall += std::chrono::duration_cast<Milliseconds>(jump);
    box.reboot(1min);
    CHECK(box.run(25h).size() <= 2);
  }
}

TEST_CASE("DV-22: a city that gets its power back together tests spread over the hour, and drifts apart") {
  constexpr std::size_t kBoxes = 60'000;
  const KeptSelfTest overdue{-5h, kWall, TimeQuality::synchronised, SelfTestCause::periodic};
  const SelfTestPlan::Moment start{SteadyTime{}, {kWall, TimeQuality::synchronised, 0, 1}};
  std::map<std::int64_t, std::size_t> first_day, tenth_day;  // by minute
  for (std::uint32_t box = 0; box < kBoxes; ++box) {
    SelfTestPlan plan(24h, overdue, start, box * 2'654'435'761U);
    SteadyTime now = start.steady;
    for (int day = 1; day <= 10; ++day) {
      const auto minute = (now + plan.kept({now, start.stamp}).to_go).time_since_epoch() / 1min;
      if (day == 1) ++first_day[minute];
      if (day == 10) ++tenth_day[minute];
      now = SteadyTime{(minute + 1) * 1min};
      REQUIRE(plan.due(now, Episode::none));
      plan.made(now);
    }
  }
  const auto most = [](const auto& minutes) {
    return std::max_element(minutes.begin(), minutes.end(), [](auto a, auto b) { return a.second < b.second; })->second;
  };
  CHECK(most(first_day) < 1'200);  // evenly: 1,017
  CHECK(most(tenth_day) < 400);    // evenly over the day: 42
}

TEST_CASE("DV-22: a test waits while an episode is open, but not beyond 71 h after the one before") {
  Box box;
  REQUIRE(box.run(1h).size() == 1);
  trap(*box.store, 1);
  CHECK(box.run(48h, 1min).empty());
  free_people(*box.store, 1);
  CHECK(box.run(2min).size() == 1);

  trap(*box.store, 2);
  const auto before = box.age;
  const auto made = box.run(80h, 1min);
  REQUIRE(made.size() == 1);
  CHECK(made[0] - before > 70h);
  CHECK(made[0] - before <= 71h);
}

TEST_CASE("DV-22: a test on demand is made at once, once, and the next one counts from it") {
  Box box;
  REQUIRE(box.run(1h).size() == 1);
  CHECK(box.run(5h).empty());
  box.tester->ask();
  CHECK(box.tester->step(kGoodLink));
  CHECK_FALSE(box.tester->step(kGoodLink));
  CHECK(box.tests().back().cause == SelfTestCause::asked);
  CHECK(box.run(21h, 1min).empty());
  CHECK(box.run(3h + 1min, 1min).size() == 1);

  trap(*box.store, 1);
  box.tester->ask();
  CHECK(box.run(1h).empty());
  free_people(*box.store, 1);
  CHECK(box.run(1min).size() == 1);
}

TEST_CASE("DV-22: a test says what was measured, and nothing of what was not") {
  Box box;
  box.store->sensors.clear();
  box.tester->ask();
  REQUIRE(box.tester->step(LinkHealth{false, 0}));
  auto told = box.tests().back();
  CHECK(told.firmware == "1.2.3");
  CHECK_FALSE(told.battery_volts);
  CHECK_FALSE(told.mains);
  CHECK_FALSE(told.previous_confirm);
  CHECK(told.sensors_heard == false);
  CHECK(told.link_ok == false);
  CHECK(told.storage_ok == true);
  CHECK(told.at.wall == box.clocks.wall);

  box.store->sensors = {"acceleration", "door", "mains"};
  box.store->mains = false;
  box.store->sensors_lost = {"door"};
  box.store->rotten = 1;
  box.tester->ask();
  REQUIRE(box.tester->step(kGoodLink));
  told = box.tests().back();
  CHECK(told.mains == false);
  CHECK(told.sensors_heard == true);
  CHECK(told.sensors.size() == 3);
  CHECK(told.sensors_lost == std::vector<std::string>{"door"});
  CHECK(told.link_ok == true);
  CHECK(told.storage_ok == false);

  box.store->sensors_lost = {"mains"};
  box.tester->ask();
  REQUIRE(box.tester->step({true, 1}));
  CHECK_FALSE(box.tests().back().mains);
  CHECK(box.tests().back().link_ok == false);
}

TEST_CASE("DV-22: a test tells how long the gateway took to confirm the one before") {
  Box box;
  box.tester->ask();
  REQUIRE(box.tester->step(kGoodLink));
  box.run(800ms, 100ms);
  box.confirm_all();
  box.run(1s, 100ms);
  box.tester->ask();
  REQUIRE(box.tester->step(kGoodLink));
  CHECK(box.tests().back().previous_confirm == 800ms);
  // This one is never confirmed.
  box.run(1h);
  box.tester->ask();
  REQUIRE(box.tester->step(kGoodLink));
  CHECK_FALSE(box.tests().back().previous_confirm);
}

TEST_CASE("DV-22: the power goes at each operation while a test is journalled: it is there once, or not at all") {
  std::size_t operations = 0;
  {
    Box box;
    box.flash.reboot();
    box.tester->ask();
    REQUIRE(box.tester->step(kGoodLink));
    operations = box.flash.operations();
  }
  REQUIRE(operations > 0);
  for (std::size_t operation = 0; operation < operations; ++operation) {
    Box box;
    box.flash.reboot();
    box.flash.cut_at(operation);
    box.tester->ask();
    CHECK_THROWS_AS(box.tester->step(kGoodLink), test::PowerCut);
    box.reboot(1s);
    INFO("operation " << operation);
    const auto plan = box.store->kept.self_test;
    const bool made = !box.tests().empty();
    CHECK(made == (plan && plan->next == SelfTestCause::periodic));
    CHECK(box.run(1h + 10s).size() == (made ? 0 : 1));
  }
}
