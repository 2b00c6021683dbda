// Sensors to journal: what the engine reports is durable with the engine's state when the link hears of it.
#include <atomic>
#include <deque>
#include <memory>
#include <sstream>
#include <thread>

#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>
#include <catch2/catch.hpp>

#include "firmware/monitor/kept_state.hpp"
#include "firmware/monitor/sensing.hpp"
#include "firmware/monitor/updating.hpp"
#include "tests/unit/journal/model.hpp"

using namespace liftguard;
using namespace liftguard::monitor;
using namespace std::chrono_literals;

namespace {

class ScriptedPort final : public port::SensorPort {
 public:
  void wait(std::chrono::milliseconds, const Take& take) override {
    while (!script.empty()) {
      now_ = script.front().at;
      take(script.front());
      script.pop_front();
    }
  }
  std::optional<engine::Site> site() const override { return site_; }
  void use(const engine::Site& site) { site_ = site; }
  engine::Time now() const override { return now_; }

  std::deque<engine::Input> script;

 private:
  engine::Site site_;
  engine::Time now_{};
};

struct Box {
  explicit Box(test::FakeFlash& flash_in) : flash(flash_in), store(flash, test::small_options(ids, {8, 4, 4, 3})) {}
  // Switches of a car that stands between floors with the door shut; the button is pressed for two seconds.
  void press_button(std::chrono::microseconds from) {
    for (auto t = from; t < from + 3s; t += 100ms) {
      const auto at = engine::Time{t};
      for (const auto which : {engine::Switch::door, engine::Switch::zone, engine::Switch::presence})
        port.script.push_back({at, engine::SwitchReading{which, false}});
      port.script.push_back(
          {at, engine::SwitchReading{engine::Switch::button, t >= from + 500ms && t < from + 2500ms}});
    }
  }
  // One step of a second: a car at a floor whose door stays shut, with its button held or let go.
  void stand_at_floor(std::chrono::seconds from, bool pressed) {
    for (auto t = from + 0us; t < from + 1s; t += 100ms) {
      const auto at = engine::Time{t};
      port.script.push_back({at, engine::SwitchReading{engine::Switch::door, false}});
      port.script.push_back({at, engine::SwitchReading{engine::Switch::zone, true}});
      port.script.push_back({at, engine::SwitchReading{engine::Switch::button, pressed}});
    }
    clock.advance(1s);
    sensing.step(0ms);
  }
  std::vector<wire::EventBody> alarms() {
    std::vector<wire::EventBody> out;
    for (auto key = store.journal.next_unconfirmed(Lane::alarm, std::nullopt); key;
         key = store.journal.next_unconfirmed(Lane::alarm, key))
      out.push_back(std::get<wire::EventBody>(*wire::decode_record(*store.journal.read(*key))));
    return out;
  }

  std::mt19937 ids{1};
  test::FakeFlash& flash;
  Store store;
  VirtualClock clock{utc_from_ms(1'795'000'000'000)};
  Stamper stamper{clock, clock, [](UtcTime) { return wire::TimeQuality::synchronised; }, 77};
  ScriptedPort port;
  std::vector<Lane> notified;
  Sensing sensing{port, engine::Parameters{}, store, stamper, clock, [this](Lane lane) { notified.push_back(lane); }};
};

}  // namespace

TEST_CASE("an alarm is in the journal, with the engine's state, when the link hears of it") {
  test::FakeFlash flash(test::kSmall, 1);
  Box box(flash);
  box.press_button(0s);
  box.sensing.step(0ms);
  const auto alarms = box.alarms();
  REQUIRE(alarms.size() == 1);
  CHECK(alarms[0].kind == EventKind::alarm_button);
  CHECK(box.notified == std::vector<Lane>{Lane::alarm});
  CHECK(decode_kept(box.store.journal.kept()));
  CHECK_FALSE(box.store.sensors.empty());
}

TEST_CASE(
    "the log tells how long an event was on its way from its sample to the journal, the wait for the store with it") {
  class AskedClock final : public SteadyClock {
   public:
    explicit AskedClock(const SteadyClock& clock) : clock_(clock) {}
    [[nodiscard]] SteadyTime now() const override {
      const auto out = clock_.now();
      asked = true;
      return out;
    }
    mutable std::atomic<bool> asked = false;

   private:
    const SteadyClock& clock_;
  };
  test::FakeFlash flash(test::kSmall, 1);
  Box box(flash);
  const AskedClock clock(box.clock);
  std::size_t notified = 0;
  Sensing sensing(box.port, {}, box.store, box.stamper, clock, [&](Lane) { ++notified; });
  std::ostringstream told;
  const auto logger = spdlog::default_logger();
  spdlog::set_default_logger(
      std::make_shared<spdlog::logger>("test", std::make_shared<spdlog::sinks::ostream_sink_mt>(told)));
  box.press_button(0s);
  for (const auto& input : std::exchange(box.port.script, {})) {
    box.port.script = {input};
    std::unique_lock lock(box.store.mutex);
    clock.asked = false;
    std::thread thread([&] { sensing.step(0ms); });
    while (!clock.asked) std::this_thread::yield();
    box.clock.advance(70ms);
    lock.unlock();
    thread.join();
  }
  spdlog::set_default_logger(logger);
  REQUIRE(notified == 1);
  CHECK_THAT(told.str(), Catch::Contains("event alarm_button lane 0 seq 1 journalled in 70000 us"));
}

TEST_CASE("the power goes at each operation while an alarm is journalled: it is there, or the link never heard of it") {
  std::size_t operations = 0;
  {
    test::FakeFlash flash(test::kSmall, 1);
    Box box(flash);
    flash.reboot();
    box.press_button(0s);
    box.sensing.step(0ms);
    operations = flash.operations();
  }
  REQUIRE(operations > 0);
  for (std::size_t operation = 0; operation < operations; ++operation) {
    test::FakeFlash flash(test::kSmall, 1);
    std::size_t notified = 0;
    {
      Box box(flash);
      flash.reboot();
      flash.cut_at(operation);
      box.press_button(0s);
      CHECK_THROWS_AS(box.sensing.step(0ms), test::PowerCut);
      notified = box.notified.size();
    }
    flash.reboot();
    Box again(flash);
    INFO("operation " << operation);
    CHECK(again.alarms().size() >= notified);
  }
}

TEST_CASE("DV-10: an order of the gateway for an episode that is not open does nothing") {
  test::FakeFlash flash(test::kSmall, 1);
  Box box(flash);
  box.store.episode_to_close = 5;
  box.press_button(0s);
  box.sensing.step(0ms);
  CHECK_FALSE(box.store.episode_to_close);
  CHECK(box.alarms().size() == 1);
}

TEST_CASE("DV-19: a sensor that was lost before a reboot is still told of after it") {
  test::FakeFlash flash(test::kSmall, 1);
  const auto without_door = [](Box& box, std::chrono::seconds for_s) {
    for (auto t = 0us; t < for_s; t += 100ms)
      for (const auto which : {engine::Switch::zone, engine::Switch::presence})
        box.port.script.push_back({engine::Time{t}, engine::SwitchReading{which, false}});
    box.sensing.step(0ms);
  };
  {
    Box box(flash);
    box.press_button(0s);
    without_door(box, 10s);
    REQUIRE(box.store.sensors_lost.contains("door"));
  }
  flash.reboot();
  Box again(flash);
  CHECK(again.store.sensors_lost.empty());
  Condition condition(again.store);
  without_door(again, 1s);
  CHECK(again.store.sensors_lost.contains("door"));
  again.clock.advance(2s);
  again.sensing.step(0ms);
  CHECK(condition.health(again.clock.now()).sensors_read);  // C10: an update is not judged by it
}

TEST_CASE("DV-22: whether the mains is there is known as last heard") {
  test::FakeFlash flash(test::kSmall, 1);
  Box box(flash);
  box.press_button(0s);
  box.sensing.step(0ms);
  CHECK_FALSE(box.store.mains);
  for (const bool on : {true, false}) {
    box.port.script.push_back({engine::Time{4s}, engine::SwitchReading{engine::Switch::mains, on}});
    box.sensing.step(0ms);
    CHECK(box.store.mains == on);
  }
}

TEST_CASE("DV-3: the box says whether it knows the door zone, by switch, by height or not at all") {
  struct Case {
    bool zone_switch;
    std::uint8_t floors;
    std::string capability;
  };
  for (const auto& c :
       {Case{true, 2, "zone_by_switch"}, Case{false, 2, "zone_by_height"}, Case{false, 0, "zone_unknown"}}) {
    test::FakeFlash flash(test::kSmall, 1);
    Box box(flash);
    engine::Site site;
    site.sensors = {};
    site.sensors.add(engine::Sensor::acceleration);
    site.sensors.add(engine::Sensor::pressure);
    if (c.zone_switch) site.sensors.add(engine::Sensor::zone);
    site.floor_count = c.floors;
    for (std::size_t i = 0; i < c.floors; ++i)
      site.floors[i] = {engine::Label(std::to_string(i + 1)), 3.0F * static_cast<float>(i)};
    box.port.use(site);
    box.press_button(0s);
    box.sensing.step(0ms);
    CHECK(box.store.capabilities.back() == c.capability);
  }
}

namespace {

engine::Site switches_alone() {
  engine::Site site;
  site.sensors = {};
  for (const auto sensor : {engine::Sensor::door, engine::Sensor::zone, engine::Sensor::button})
    site.sensors.add(sensor);
  return site;
}

// Boots again every so many seconds while the button was held for 4 s and the door does not open (DV-7: 20 s later).
// Seconds until `trapped` is in the journal; none: not within a minute.
enum class End { orderly, power_cut };
std::optional<std::chrono::seconds> trapped_after(std::chrono::seconds boots_every, End end) {
  test::FakeFlash flash(test::kSmall, 1);
  auto t = 0s;
  while (t < 60s) {
    Box box(flash);
    box.port.use(switches_alone());
    for (const auto down = t + boots_every; t < down; ++t) {
      box.stand_at_floor(t, t >= 1s && t < 5s);
      for (const auto& alarm : box.alarms())
        if (alarm.kind == EventKind::trapped) return t;
    }
    if (end == End::orderly) box.sensing.finish();
    flash.reboot();
  }
  return std::nullopt;
}

// Alarms that nobody confirms, until nothing has room.
void fill(journal::Journal& journal) {
  for (std::size_t size = 500; size > 0; size /= 2) {
    const wire::Bytes record(size, 1);
    const journal::Draft draft{Lane::alarm, EventKind::trapped, record};
    while (journal.append({&draft, 1}, {})) {
    }
  }
}

}  // namespace

TEST_CASE("DV-7 DV-11: a time that counts towards an alarm goes on after a reboot") {
  const auto undisturbed = trapped_after(60s, End::orderly);
  REQUIRE(undisturbed);
  for (const auto every : {5s, 8s, 15s}) {
    INFO("reboots every " << every.count() << " s");
    const auto at_an_end = trapped_after(every, End::orderly);
    REQUIRE(at_an_end);
    CHECK(*at_an_end - *undisturbed <= 4s);
    const auto cut = trapped_after(every, End::power_cut);
    REQUIRE(cut);
    CHECK(*cut - *undisturbed <= (20s / every + 1) * KeepPlan::kCounting * 2);
  }
}

TEST_CASE("DV-11: an event that the journal refuses is journalled when it has room, and no state knows of it before") {
  test::FakeFlash flash(test::kSmall, 1);
  Box box(flash);
  box.port.use(switches_alone());
  for (auto t = 0s; t < 2s; ++t) box.stand_at_floor(t, false);
  fill(box.store.journal);
  const auto kept = box.store.kept.engine;
  box.notified.clear();
  for (auto t = 2s; t < 30s; ++t) box.stand_at_floor(t, t < 6s);  // alarm_button at 3 s, trapped at 25 s
  CHECK(box.notified.empty());
  CHECK(box.store.kept.engine == kept);

  const auto given = box.store.journal.records(Lane::alarm);
  (void)box.store.journal.confirm({box.store.journal.id(), 7, {{Lane::alarm, given, {}}}}, box.clock.now());
  box.stand_at_floor(30s, false);
  std::vector<EventKind> kinds;
  for (const auto& alarm : box.alarms()) kinds.push_back(alarm.kind);
  CHECK(kinds == std::vector{EventKind::alarm_button, EventKind::trapped});
  CHECK_FALSE(box.notified.empty());
  CHECK(box.store.kept.engine != kept);
  for (auto t = 31s; t < 40s; ++t) box.stand_at_floor(t, false);
  CHECK(box.alarms().size() == 2);  // once
}

TEST_CASE("a state of a later version is not passed over in silence") {
  test::FakeFlash flash(test::kSmall, 1);
  const bool whole = GENERATE(true, false);
  {
    Box box(flash);
    box.store.kept.engine = {1, 2, 3};
    box.store.journal.save_kept(whole ? wire::Bytes{99} : encode(box.store.kept));
  }
  flash.reboot();
  std::ostringstream said;
  const auto usual = spdlog::default_logger();
  spdlog::set_default_logger(
      std::make_shared<spdlog::logger>("test", std::make_shared<spdlog::sinks::ostream_sink_mt>(said)));
  Box box(flash);
  box.stand_at_floor(0s, false);
  spdlog::set_default_logger(usual);
  CHECK(said.str().find("cannot be read") != std::string::npos);
}
