// The whole monitor against a real broker: rows in, envelopes out, until the gateway (played here) confirms.
#include <algorithm>
#include <atomic>
#include <thread>

#include <catch2/catch.hpp>

#include "common/wire/down.hpp"
#include "common/wire/state.hpp"
#include "firmware/monitor/run.hpp"
#include "tests/unit/monitor/folder.hpp"
#include "tests/unit/monitor/gateway_side.hpp"
#include "tests/unit/monitor/source.hpp"
#include "tests/unit/mqtt/broker.hpp"

using namespace liftguard;
using namespace std::chrono_literals;
using Instant = std::chrono::steady_clock;
using liftguard::test::Gateway;
using liftguard::test::kMonitor;

namespace {

class RunningMonitor {
 public:
  explicit RunningMonitor(const monitor::Config& config)
      : thread_([this, config] {
          status_ = monitor::run(config, [this] {
            std::this_thread::sleep_for(20ms);
            return stop_.load();
          });
        }) {}
  ~RunningMonitor() { end(); }
  int end() {
    stop_ = true;
    if (thread_.joinable()) thread_.join();
    return status_;
  }

 private:
  std::atomic<bool> stop_{false};
  int status_ = -1;
  std::thread thread_;
};

monitor::Config make_config(test::Broker& broker, const test::Folder& folder) {
  const auto tls = broker.tls(kMonitor);
  monitor::Config config;
  config.monitor = kMonitor;
  config.data = folder.path() / "data";
  config.sensors = monitor::RowsSource{(folder.path() / "car").string()};
  config.broker.host = "localhost";
  config.broker.port = broker.tls_port();
  config.ca = tls.ca;
  config.certificate = tls.certificate;
  config.key = tls.key;
  config.heartbeat = 1s;
  config.confirm_log = folder.path() / "confirmed.jsonl";
  return config;
}

// The button held for two seconds in a car that stands with its door shut.
std::string button_rows() {
  std::string out = "# liftguard-trace: 1\n# source: simulated test\nt_ms,door,zone,btn\n";
  for (int t = 0; t < 3'000; t += 100) out += std::to_string(t) + ",0,0," + (t >= 500 && t < 2'500 ? "1" : "0") + "\n";
  return out;
}

}  // namespace

TEST_CASE("an alarm goes out until the gateway confirms it, over a restart of the box and of the gateway") {
  test::Broker broker;
  test::Folder folder;
  test::Source car(folder.path() / "car");
  Gateway gateway(broker.options("gateway"));
  const auto config = make_config(broker, folder);

  std::uint64_t journal = 0;
  {
    RunningMonitor box(config);
    const auto birth = gateway.next_state<wire::Birth>();
    REQUIRE(birth);
    CHECK(birth->boot_reason == wire::BootReason::unknown);  // it has not run before
    journal = birth->journal;
    gateway.say(wire::gateway_topic(wire::slot_of(kMonitor)), wire::encode(wire::GatewayEpoch{1, 7}), true);
    car.say(button_rows());
    const auto first = gateway.next_envelope();
    REQUIRE(first);
    CHECK(first->monitor == kMonitor);
    CHECK(first->journal == journal);
    CHECK(first->seq == 1);
    CHECK(wire::kind_of(first->body) == EventKind::alarm_button);
    CHECK(first->boot == std::get<wire::EventBody>(first->body).at.boot);

    const auto again = gateway.next_envelope();  // after a second: nobody has confirmed
    REQUIRE(again);
    CHECK(again->seq == 1);
    CHECK(again->record == first->record);
    const auto asked = Instant::now();
    gateway.say(wire::gateway_topic(wire::slot_of(kMonitor)), wire::encode(wire::GatewayEpoch{2, 7}), true);
    REQUIRE(gateway.next_envelope());  // B5: at once, over the same connection
    CHECK(Instant::now() - asked < 1s);
    CHECK(box.end() == 0);
    CHECK(gateway.next_state<wire::Will>());  // an orderly end is said
  }
  RunningMonitor box(config);
  const auto birth = gateway.next_state<wire::Birth>();
  REQUIRE(birth);
  CHECK(birth->journal == journal);
  const auto after_restart = gateway.next_envelope();
  REQUIRE(after_restart);
  CHECK(after_restart->seq == 1);
  CHECK(after_restart->boot != std::get<wire::EventBody>(after_restart->body).at.boot);
  CHECK(gateway.next_state<wire::Heartbeat>()->unconfirmed_alarms == 1);

  gateway.say(wire::down_topic(kMonitor),
              wire::encode(wire::Down{wire::Confirm{journal + 1, 7, {{Lane::alarm, 1, {}}}}}));
  gateway.say(wire::down_topic(kMonitor), wire::Bytes{1, 2, 3});
  gateway.say(wire::down_topic(kMonitor), wire::encode(wire::Down{wire::Confirm{journal, 7, {{Lane::alarm, 1, {}}}}}));
  for (auto beat = gateway.next_state<wire::Heartbeat>(); beat && beat->unconfirmed_alarms > 0;)
    beat = gateway.next_state<wire::Heartbeat>();
  CHECK_FALSE(gateway.next_envelope(3s));
  const auto log = test::read_file(*config.confirm_log);
  CHECK(log.find("\"journal\":" + std::to_string(journal) + ",\"lane\":0,\"contiguous\":1") != std::string::npos);
  CHECK(std::count(log.begin(), log.end(), '\n') == 1);
}

TEST_CASE("A4: a connection that is half dead is given up after 15 s and the alarm gets through over a new one") {
  test::Broker broker;
  test::Folder folder;
  test::Source car(folder.path() / "car");
  const auto config = make_config(broker, folder);
  RunningMonitor box(config);
  {
    Gateway gateway(broker.options("gateway"));
    REQUIRE(gateway.next_state<wire::Birth>());
  }
  broker.pause();
  car.say(button_rows());
  std::this_thread::sleep_for(17s);  // the rule is 15 s of real silence
  broker.resume();
  Gateway gateway(broker.options("gateway"));
  auto birth = gateway.next_state<wire::Birth>();
  while (birth && birth->session < 2) birth = gateway.next_state<wire::Birth>();
  REQUIRE(birth);
  CHECK(gateway.next_envelope(20s));
}
