// What comes on the box's topics reaches whom it concerns, and nothing else does anything (E8, E12).
#include <catch2/catch.hpp>

#include "common/wire/topics.hpp"
#include "firmware/monitor/downlink.hpp"
#include "tests/unit/journal/model.hpp"

using namespace liftguard;
using namespace liftguard::monitor;

namespace {

const std::string kMonitor = "LG-000001";
constexpr auto kWall = utc_from_ms(1'795'000'000'000);

struct Box {
  Box() { config.monitor = kMonitor; }
  void say(const std::string& topic, const wire::Bytes& bytes, bool retained = false) {
    downlink.take({topic, {bytes.begin(), bytes.end()}, retained, false});
  }
  void say(const wire::Down& down) { say(wire::down_topic(kMonitor), wire::encode(down)); }
  DownSinks sinks() {
    return {[this] { said += "heard "; }, [this](UtcTime) { said += "time "; },
            [this](const wire::Command&) { said += "command "; }, [this](const wire::ImageChunk&) { said += "chunk "; },
            [this](const wire::RescueNews&) { said += "news "; }};
  }

  std::string said;
  std::mt19937 ids{1};
  test::FakeFlash flash{test::kSmall, 1};
  Store store{flash, test::small_options(ids)};
  VirtualClock clock{kWall};
  Stamper stamper{clock, clock, [](UtcTime) { return wire::TimeQuality::synchronised; }, 77};
  Config config;
  Downlink downlink{config, store, stamper, clock, sinks(), [this](const link::Event&) { said += "link "; }};
};

const wire::Down kCommand = wire::Command{9, kWall, wire::TestNow{}};

}  // namespace

TEST_CASE("what the gateway says reaches whom it concerns") {
  Box box;
  box.say(kCommand);
  box.say(wire::ServerTime{kWall});
  box.say(wire::ImageChunk{2, 0, wire::Bytes(10)});
  box.say(wire::RescueNews{5, 17, wire::RescueStep::arrived, kWall, kWall});
  CHECK(box.said == "heard command heard time heard chunk heard news ");
  box.said.clear();
  box.say(wire::CloseEpisode{box.store.journal.id(), 17, kWall});
  CHECK(box.store.episode_to_close == 17);
}

TEST_CASE("E8, E12: retained messages, other boxes' topics and unreadable bytes do nothing") {
  Box box;
  const auto bytes = wire::encode(kCommand);
  box.say(wire::down_topic(kMonitor), bytes, true);
  box.say(wire::down_topic("LG-000002"), bytes);
  box.say(wire::up_topic(kMonitor, Lane::alarm), bytes);
  box.say(wire::state_topic(kMonitor), bytes);
  box.say("lift/1/#", bytes);
  box.say(wire::down_topic(kMonitor), wire::Bytes{1, 2, 3});
  box.say(wire::down_topic(kMonitor), wire::encode(wire::GatewayEpoch{1, 2}));
  CHECK(box.said.empty());
}

TEST_CASE("E8: an order of another journal, or one that has expired, closes nothing") {
  Box box;
  box.say(wire::CloseEpisode{box.store.journal.id() + 1, 17, kWall});
  CHECK_FALSE(box.store.episode_to_close);
  box.clock.advance(std::chrono::milliseconds(1));
  box.say(wire::CloseEpisode{box.store.journal.id(), 17, kWall});
  CHECK_FALSE(box.store.episode_to_close);
}
