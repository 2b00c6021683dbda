// What is handed to the sessions while the broker is away: bounded, and given up when it has become stale.
#include <chrono>
#include <string>
#include <thread>

#include <catch2/catch.hpp>

#include "common/wire/topics.hpp"
#include "gateway/slots/session_metrics.hpp"
#include "gateway/slots/sessions.hpp"
#include "tests/unit/gateway/town.hpp"

using namespace liftguard;
using namespace liftguard::gateway;
using namespace liftguard::gateway::testing;
using namespace std::chrono_literals;

namespace {

const std::string kNobody = "tcp://127.0.0.1:1";  // a port that no broker listens on

wire::Down large() {
  return wire::Command{1, kStart, wire::Configure{std::string(wire::kMaxSettingsBytes, '#')}};
}

}  // namespace

TEST_CASE("what waits for a broker is at most 8 MiB, and is given up after 30 s; other gateways' slots are not taken") {
  VirtualClock clock(kStart);
  Intake intake;
  const FaultPoints faults;
  leases::Holdings holdings(clock);
  Sessions sessions({{kNobody, {}}, {}, 1}, holdings, intake, clock, faults);
  holdings.renewed(clock.now());
  holdings.hold(wire::slot_of(kMonitor), 1);
  sessions.take_up(wire::slot_of(kMonitor), 1);
  REQUIRE(wire::slot_of(kSpare) != wire::slot_of(kMonitor));
  CHECK(sessions.serves(kMonitor));
  CHECK_FALSE(sessions.serves(kSpare));
  CHECK_FALSE(sessions.send_down(kSpare, large()));

  int taken = 0;
  while (taken < 10'000 && sessions.send_down(kMonitor, large())) ++taken;
  CHECK(taken > 900);
  CHECK(taken <= 1'024);

  const std::jthread thread([&](const std::stop_token& stop) { sessions.run(stop); });
  clock.advance(30s);
  CHECK_FALSE(sessions.serves(kMonitor));  // the lease has not been renewed
  holdings.renewed(clock.now());
  std::this_thread::sleep_for(200ms);
  CHECK_FALSE(sessions.send_down(kMonitor, large()));
  clock.advance(1s);
  const auto end = std::chrono::steady_clock::now() + 10s;
  bool free = false;
  while (!free && std::chrono::steady_clock::now() < end) {
    std::this_thread::sleep_for(10ms);
    free = sessions.send_down(kMonitor, large());
  }
  CHECK(free);

  const SessionTally& tally = sessions.tally(Broker::main);
  CHECK(tally.given_up == static_cast<std::uint64_t>(taken));
  CHECK(tally.lost > 0);
  CHECK(tally.letters == 0);
  observe::Metrics metrics;
  add_session_metrics(sessions, metrics);
  const std::string text = metrics.text();
  CHECK(text.find("liftguard_mqtt_sessions{broker=\"main\"} 1\n") != std::string::npos);
  CHECK(text.find("liftguard_mqtt_sessions_up{broker=\"main\"} 0\n") != std::string::npos);
  CHECK(text.find("broker=\"alarm\"") == std::string::npos);  // there is none
}
