// Sessions with real brokers: slots that come and go, a session that another takes over, a second broker for alarms.
#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <thread>

#include <catch2/catch.hpp>

#include "common/wire/topics.hpp"
#include "gateway/slots/sessions.hpp"
#include "tests/unit/gateway/plant.hpp"

using namespace liftguard;
using namespace liftguard::gateway;
using namespace liftguard::gateway::testing;
using namespace std::chrono_literals;

namespace {

const std::uint8_t kSlot = wire::slot_of(kMonitor);

// A gateway's sessions; whether it may act is the test's to say.
struct Side {
  explicit Side(const gateway::testing::Broker& main, const gateway::testing::Broker* alarm = nullptr)
      : sessions({{main.services_uri(), main.service_tls()},
                  alarm ? std::optional(BrokerAccess{alarm->services_uri(), alarm->service_tls()}) : std::nullopt,
                  7},
                 holdings, intake, steady, faults),
        thread([this](const std::stop_token& stop) { sessions.run(stop); }) {}

  void take(leases::Epoch epoch) {
    holdings.hold(kSlot, epoch);
    holdings.renewed(lease.now());
    sessions.take_up(kSlot, epoch);
  }
  bool is_ready() {
    return eventually([&] { return sessions.ready(); });
  }

  SystemSteadyClock steady;
  leases::Holdings holdings{steady};
  const SteadyClock& lease = steady;
  Intake intake;
  FaultPoints faults;
  Sessions sessions;
  std::jthread thread;
};

struct Site : Scratch {
  gateway::testing::Broker broker{path};
};

}  // namespace

TEST_CASE("C12: a slot was heard where its session stood all the time, which a broker's quick restart ends") {
  Site site;
  Side side(site.broker);
  side.take(1);
  REQUIRE(side.is_ready());
  CHECK_FALSE(side.sessions.heard().test(kSlot));  // it was not there from the beginning
  CHECK(side.sessions.heard().test(kSlot));
  site.broker.kill_nine();
  REQUIRE(eventually([&] { return !side.sessions.ready(); }));
  side.holdings.renewed(side.lease.now());
  site.broker.start();
  REQUIRE(side.is_ready());
  CHECK_FALSE(side.sessions.heard().test(kSlot));
  CHECK(side.sessions.heard().test(kSlot));
}

TEST_CASE("slots are taken up and let go while the gateway runs, and each is announced with its own epoch") {
  Site site;
  Side side(site.broker);
  CHECK(side.sessions.ready());  // it was given none
  CHECK(side.sessions.has_let_go(kSlot));
  side.take(41);
  REQUIRE(side.is_ready());
  CHECK_FALSE(side.sessions.has_let_go(kSlot));
  Line line(site.broker, kMonitor);
  CHECK(eventually([&] { return line.epoch() == wire::GatewayEpoch{41, 7}; }));
  line.send(Box{}.trapped(1));
  CHECK(eventually([&] { return !side.intake.empty(); }));
  const auto messages = side.intake.take(10, 0ms);
  CHECK(messages.at(0).origin.epoch == 41);

  side.holdings.drop(kSlot);
  side.sessions.let_go(kSlot);
  CHECK(eventually([&] { return side.sessions.has_let_go(kSlot); }));
  line.send(Box{}.trapped(2));  // waits in the broker for whoever comes
  side.take(43);
  CHECK(eventually([&] { return line.epoch() == wire::GatewayEpoch{43, 7}; }));
  CHECK(eventually([&] { return !side.intake.empty(); }));
  CHECK(side.intake.take(10, 0ms).at(0).origin.epoch == 43);
}

TEST_CASE("B6: whose session is taken over gives way, and comes back only when its lease is granted anew") {
  Site site;
  Side stale(site.broker), heir(site.broker);
  stale.take(41);
  REQUIRE(stale.is_ready());
  heir.take(42);
  REQUIRE(heir.is_ready());
  CHECK(eventually([&] { return !stale.sessions.ready(); }));
  std::this_thread::sleep_for(2s);  // several of its waits for a reconnection
  CHECK_FALSE(stale.sessions.ready());
  CHECK(heir.sessions.ready());
  Line line(site.broker, kMonitor);
  CHECK(eventually([&] { return line.epoch() == wire::GatewayEpoch{42, 7}; }));
  line.send(Box{}.trapped(1));
  CHECK(eventually([&] { return !heir.intake.empty(); }));
  CHECK(stale.intake.empty());

  stale.holdings.renewed(stale.lease.now());  // the lease is its own after all
  CHECK(eventually([&] { return stale.sessions.ready(); }));
  CHECK(eventually([&] { return !heir.sessions.ready(); }));
}

TEST_CASE("B6: nothing is sent, and no session made, while the gateway may not act") {
  Site site;
  Side side(site.broker);
  Line line(site.broker, kMonitor);
  side.holdings.hold(kSlot, 41);
  side.sessions.take_up(kSlot, 41);  // no renewal was ever granted
  const wire::Confirm confirm{Box{}.journal, 7, {{Lane::alarm, 3, {}}}};
  side.sessions.confirm({{kMonitor, confirm, gateway::Broker::main}});
  std::this_thread::sleep_for(500ms);
  CHECK_FALSE(side.sessions.ready());
  CHECK(line.confirmations() == 0);
  side.holdings.renewed(side.lease.now());
  REQUIRE(side.is_ready());
  side.sessions.confirm({{kMonitor, confirm, gateway::Broker::main}});
  CHECK(eventually([&] { return line.confirmed(Lane::alarm) == 3; }));
}

TEST_CASE("a box at the alarm broker is confirmed there, and spoken to where it was heard last") {
  Site site, second;
  Side side(site.broker, &second.broker);
  side.take(41);
  REQUIRE(side.is_ready());
  Line here(site.broker, kMonitor), there(second.broker, kMonitor);
  CHECK(eventually([&] { return there.epoch() == wire::GatewayEpoch{41, 7}; }));
  there.send(Box{}.trapped(1));
  REQUIRE(eventually([&] { return !side.intake.empty(); }));
  CHECK(side.intake.take(10, 0ms).at(0).origin.broker == gateway::Broker::alarm);
  const auto confirm = [](std::uint64_t mark) { return wire::Confirm{Box{}.journal, 7, {{Lane::alarm, mark, {}}}}; };
  side.sessions.confirm({{kMonitor, confirm(1), gateway::Broker::alarm}});
  CHECK(eventually([&] { return there.confirmed(Lane::alarm) == 1; }));
  CHECK(here.confirmations() == 0);

  const wire::Command command{1, WallClock().utc_now() + 1h, wire::TestNow{}};
  side.sessions.heard(kMonitor, gateway::Broker::alarm);
  CHECK(side.sessions.send_down(kMonitor, command));
  CHECK(eventually([&] { return there.commands().size() == 1; }));
  side.sessions.heard(kMonitor, gateway::Broker::main);
  CHECK(side.sessions.send_down(kMonitor, command));
  CHECK(eventually([&] { return here.commands().size() == 1; }));
  CHECK(there.commands().size() == 1);
}

TEST_CASE("the main broker alone makes a gateway ready; the alarm broker may come later") {
  Site site, second;
  second.broker.kill_nine();
  Side side(site.broker, &second.broker);
  side.take(41);
  REQUIRE(side.is_ready());
  second.broker.start();
  Line there(second.broker, kMonitor);
  CHECK(eventually([&] { return there.epoch() == wire::GatewayEpoch{41, 7}; }));
}
