// The gateway between a real broker (the configuration that ships), a real database and an SMS stand-in.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <catch2/catch.hpp>

#include "common/wire/topics.hpp"
#include "tests/unit/gateway/plant.hpp"

using namespace liftguard;
using namespace liftguard::gateway;
using namespace liftguard::gateway::testing;
using namespace std::chrono_literals;

TEST_CASE("an alarm over MQTT becomes an order and is confirmed; its repeat is confirmed and is none; one SMS a key") {
  Plant plant;
  Line line(plant.broker, kMonitor);
  plant.start_gateway();
  const Box box;
  const auto alarm = box.trapped(1, 1, plant.now());
  line.send(alarm);
  REQUIRE(eventually([&] { return line.confirmed(Lane::alarm) == 1; }));
  CHECK(plant.count("orders where closed_ms is null") == 1);
  const auto before = line.confirmations();
  line.send(alarm);
  REQUIRE(eventually([&] { return line.confirmations() > before; }));
  CHECK(plant.count("monitor_events") == 1);
  CHECK(plant.count("orders") == 1);
  REQUIRE(eventually([&] { return plant.count("notices where state <> 3") == 0; }));
  CHECK(static_cast<std::int64_t>(plant.accepted_sms()) == plant.count("notices"));
  CHECK(plant.accepted_sms() >= 1);
}

TEST_CASE("E1, E7, A11, E15 over MQTT: what cannot be accepted is kept with its reason and disturbs nothing") {
  Plant plant;
  Line line(plant.broker, kMonitor);
  Line stranger(plant.broker, "LG-999999");
  plant.start_gateway();
  const std::string topic = wire::up_topic(kMonitor, Lane::alarm);
  Box other;
  other.monitor = kSpare;
  Box unknown;
  unknown.monitor = "LG-999999";

  line.publish(topic, "broken");
  line.publish(topic, std::string(40'000, 'x'));
  line.publish(topic, payload_of(other.trapped(1, 1, plant.now())));
  stranger.send(unknown.trapped(1, 1, plant.now()));
  REQUIRE(eventually([&] { return plant.count("dead_letters") == 4; }));
  CHECK(plant.count("dead_letters where reason = 'malformed'") == 1);
  CHECK(plant.count("dead_letters where reason = 'too_large' and size = 40000") == 1);
  CHECK(plant.count("dead_letters where reason = 'wrong_identity' and detail = 'says LG-000009'") == 1);
  CHECK(plant.count("dead_letters where reason = 'unknown_monitor' and monitor = 'LG-999999'") == 1);
  CHECK(plant.count("desk_alerts where monitor <> ''") == 4);
  CHECK(plant.count("orders") == 0);

  line.send(Box().trapped(1, 1, plant.now()));
  REQUIRE(eventually([&] { return line.confirmed(Lane::alarm) == 1; }));
  CHECK(plant.count("orders") == 1);
}

TEST_CASE("B5: a start announces a higher epoch to connected boxes, and what came meanwhile is inherited") {
  Plant plant;
  Line line(plant.broker, kMonitor);
  plant.start_gateway();
  REQUIRE(eventually([&] { return line.epoch().has_value(); }));
  const auto first = *line.epoch();
  plant.stop_gateway();
  line.send(Box().trapped(1, 1, plant.now()));
  plant.start_gateway();
  REQUIRE(eventually([&] { return line.epoch()->epoch > first.epoch; }));
  CHECK(line.epoch()->incarnation == first.incarnation);
  REQUIRE(eventually([&] { return line.confirmed(Lane::alarm) == 1; }));
  CHECK(plant.count("orders") == 1);
}

TEST_CASE("E14: a box that connects with the gateway's client id gains nothing, and the alarm beside it arrives") {
  Plant plant;
  Line line(plant.broker, kMonitor);
  plant.start_gateway();
  const std::string stolen = "gateway-" + wire::slot_text(wire::slot_of(kMonitor));
  Line thief(plant.broker, kSpare, stolen);
  line.send(Box().trapped(1, 1, plant.now()));
  REQUIRE(eventually([&] { return line.confirmed(Lane::alarm) == 1; }));
  CHECK(thief.confirmations() == 0);
}

TEST_CASE("E6: a box that writes on another's topic reaches nobody") {
  Plant plant;
  Line line(plant.broker, kMonitor);
  plant.start_gateway();
  Box victim;
  victim.monitor = kSpare;
  line.publish(wire::up_topic(kSpare, Lane::alarm), payload_of(victim.trapped(1, 1, plant.now())));
  line.send(Box().trapped(1, 1, plant.now()));
  REQUIRE(eventually([&] { return line.confirmed(Lane::alarm) == 1; }));
  CHECK(plant.count("monitor_events where monitor = 'LG-000009'") == 0);
  CHECK(plant.count("dead_letters") == 0);
}

TEST_CASE("E12: a retained alarm makes one order, also when the gateway starts and subscribes again") {
  Plant plant;
  Line line(plant.broker, kMonitor);
  plant.start_gateway();
  const auto alarm = Box().trapped(1, 1, plant.now());
  line.publish(wire::up_topic(kMonitor, Lane::alarm), payload_of(alarm), true);
  REQUIRE(eventually([&] { return line.confirmed(Lane::alarm) == 1; }));
  for (int start = 0; start < 2; ++start) {
    plant.stop_gateway();
    const auto before = line.confirmations();
    plant.start_gateway();
    REQUIRE(eventually([&] { return line.confirmations() > before; }));
  }
  CHECK(plant.count("orders") == 1);
  CHECK(plant.count("monitor_events") == 1);
}

TEST_CASE("A1, A2: a broker that is killed and comes back empty is connected to and subscribed again") {
  Plant plant;
  plant.start_gateway();
  plant.broker.kill_nine();
  plant.broker.forget();
  plant.broker.start();
  Line line(plant.broker, kMonitor);
  REQUIRE(eventually([&] { return line.epoch().has_value(); }));
  const auto alarm = Box().trapped(1, 1, plant.now());
  REQUIRE(eventually([&] {
    line.send(alarm);  // as a box does: until it is confirmed
    std::this_thread::sleep_for(200ms);
    return line.confirmed(Lane::alarm) == 1;
  }));
  CHECK(plant.count("orders") == 1);
}

TEST_CASE(
    "G1, NT-2: a provider that refuses is seen on the order and at the desk, and gets each SMS once when it is back") {
  Plant plant;
  plant.set_city_mode("fail500");
  Line line(plant.broker, kMonitor);
  plant.start_gateway();
  line.send(Box().trapped(1, 1, plant.now()));
  REQUIRE(eventually([&] { return plant.count("notices where tries >= 2 and error like '%500%'") >= 1; }));
  CHECK(plant.count("orders") == 1);
  CHECK(plant.count("desk_alerts where kind = 11") == 1);
  plant.set_city_mode("ok");
  REQUIRE(eventually([&] { return plant.count("notices where state <> 3") == 0; }));
  CHECK(static_cast<std::int64_t>(plant.accepted_sms()) == plant.count("notices"));
}

TEST_CASE("G1: a provider that hangs holds up neither orders nor the stop of the gateway") {
  Plant plant;
  plant.config.sms.timeout = Milliseconds{60'000};
  plant.set_city_mode("hang");
  Line line(plant.broker, kMonitor);
  plant.start_gateway();
  line.send(Box().trapped(1, 1, plant.now()));
  REQUIRE(eventually([&] { return line.confirmed(Lane::alarm) == 1; }));
  const auto begun = std::chrono::steady_clock::now();
  plant.stop_gateway();
  CHECK(std::chrono::steady_clock::now() - begun < 2s);
}

TEST_CASE("G4: an answer lost after acceptance leads to one SMS") {
  Plant plant;
  plant.set_city_mode("accept_then_cut");
  Line line(plant.broker, kMonitor);
  plant.start_gateway();
  line.send(Box().trapped(1, 1, plant.now()));
  REQUIRE(eventually([&] { return plant.count("notices where tries >= 1") >= 1; }));
  plant.set_city_mode("ok");
  REQUIRE(eventually([&] { return plant.count("notices where state <> 3") == 0; }));
  CHECK(static_cast<std::int64_t>(plant.accepted_sms()) == plant.count("notices"));
}

TEST_CASE("a port for metrics that somebody else has keeps no alarm waiting") {
  boost::asio::io_context context;
  const boost::asio::ip::tcp::acceptor other(context, {boost::asio::ip::address_v4::loopback(), 0});
  Plant plant;
  plant.config.observe = observe::EndpointOptions{.port = other.local_endpoint().port()};
  Line line(plant.broker, kMonitor);
  plant.start_gateway();
  line.send(Box().trapped(1, 1, plant.now()));
  REQUIRE(eventually([&] { return line.confirmed(Lane::alarm) == 1; }));
  CHECK(plant.count("orders") == 1);
}

TEST_CASE("B3: killed between commit and confirmation: the resend is confirmed and makes nothing new") {
  Plant plant;
  FaultPoints faults;
  faults.after_commit = [] { throw std::runtime_error("killed here"); };
  Line line(plant.broker, kMonitor);
  const auto alarm = Box().trapped(1, 1, plant.now());
  std::stop_source stop;
  std::string end;
  std::thread dying([&] {
    try {
      run(plant.config, {stop.get_token(), {}, faults});
    } catch (const std::runtime_error& e) {
      end = e.what();
    }
  });
  REQUIRE(eventually([&] { return line.epoch().has_value(); }));
  line.send(alarm);
  dying.join();
  CHECK(end == "killed here");
  CHECK(line.confirmed(Lane::alarm) == 0);
  CHECK(plant.count("orders") == 1);
  plant.start_gateway();
  line.send(alarm);
  REQUIRE(eventually([&] { return line.confirmed(Lane::alarm) == 1; }));
  CHECK(plant.count("orders") == 1);
  CHECK(plant.count("monitor_events") == 1);
}

namespace {

double ms_since(std::chrono::steady_clock::time_point begun) {
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begun).count();
}

void print(const char* what, std::vector<double> ms) {
  std::sort(ms.begin(), ms.end());
  std::printf("%s: p50 %.2f ms, p99 %.2f ms, max %.2f ms of %zu\n", what, ms[ms.size() / 2], ms[ms.size() * 99 / 100],
              ms.back(), ms.size());
}

}  // namespace

// Not a check but a measure, run by name: from publish at the box, through broker and disk.
TEST_CASE("latency of an alarm: publish to commit, publish to confirmation", "[.][measure]") {
  Plant plant;
  std::atomic<std::uint64_t> commits{0};
  FaultPoints faults;
  faults.after_commit = [&] { ++commits; };
  Line line(plant.broker, kMonitor);
  plant.start_gateway(faults);
  const Box box;
  std::vector<double> to_commit;
  std::vector<double> to_confirmation;
  for (std::uint64_t seq = 1; seq <= 500; ++seq) {
    const std::uint64_t before = commits;
    const auto begun = std::chrono::steady_clock::now();
    line.send(box.trapped(seq, seq, plant.now()));
    while (commits == before) std::this_thread::sleep_for(50us);
    to_commit.push_back(ms_since(begun));
    while (line.confirmed(Lane::alarm) < seq) std::this_thread::sleep_for(50us);
    to_confirmation.push_back(ms_since(begun));
    std::this_thread::sleep_for(5ms);
  }
  print("publish to commit", to_commit);
  print("publish to confirmation", to_confirmation);
}
