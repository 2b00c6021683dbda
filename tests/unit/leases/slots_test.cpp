// Ingest under leases: messages count by the epoch of the session they came by, and what is remembered of a slot's
// boxes goes with the slot.
#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "common/wire/state.hpp"
#include "common/wire/topics.hpp"
#include "gateway/ingest/writer.hpp"
#include "tests/unit/gateway/town.hpp"

using namespace liftguard;
using namespace liftguard::gateway;
using namespace liftguard::gateway::testing;
using namespace std::chrono_literals;

namespace {

const std::uint8_t kSlot = wire::slot_of(kMonitor);

// A gateway's ingest; `held` is what it believes, `recorded` what the database says.
struct Desk {
  explicit Desk(Town& place) : town(place) {
    writer.emplace(Writer::Parts{*town.database,
                                 town.clock,
                                 town.clock,
                                 intake,
                                 outputs,
                                 faults,
                                 {[this] { return held; }, [this](storage::Session&) { return recorded; }}});
  }
  void hold(leases::Epoch epoch) { held[kSlot] = recorded[kSlot] = epoch; }

  void give(const Incoming& message, leases::Epoch epoch, Broker broker = Broker::main) {
    intake.offer({message.origin.slot, epoch, broker}, message.topic, message.payload);
    while (!intake.empty() || writer->in_hand() > 0) writer->turn(0ms);
    writer->turn(0ms);
  }
  void give(const wire::Envelope& envelope, leases::Epoch epoch, Broker broker = Broker::main) {
    give(incoming(envelope), epoch, broker);
  }
  std::uint64_t confirmed() const {
    return confirmations.empty() ? 0 : confirmations.back().confirm.lanes.front().contiguous;
  }

  Town& town;
  leases::SlotEpochs held{}, recorded{};
  Intake intake;
  FaultPoints faults;
  std::vector<Confirmation> confirmations;
  std::vector<std::pair<std::string, Broker>> heard;
  WriterOutputs outputs{
      [this](const auto& more) { confirmations.insert(confirmations.end(), more.begin(), more.end()); },
      [](const std::string&, UtcTime) {},
      [] {},
      {},
      [this](const std::string& monitor, Broker broker) { heard.emplace_back(monitor, broker); }};
  std::optional<Writer> writer;
  Box box;
};

std::string heartbeat() {
  wire::Heartbeat heartbeat;
  heartbeat.at.boot = Box{}.boot;
  heartbeat.session = 1;
  const auto bytes = wire::encode(wire::State{kMonitor, heartbeat});
  return {bytes.begin(), bytes.end()};
}

}  // namespace

TEST_CASE("B6: a message of an older holding of the slot is neither stored nor confirmed, and counted") {
  Town town;
  Desk desk(town);
  desk.hold(5);
  desk.give(desk.box.mains_lost(1), 5);
  CHECK(desk.confirmed() == 1);
  desk.hold(9);
  desk.give(desk.box.mains_lost(2), 5);
  CHECK(town.count("monitor_events") == 1);
  CHECK(desk.confirmed() == 1);
  CHECK(desk.writer->counts().stale == 1);
  desk.give(desk.box.mains_lost(2), 9);
  CHECK(desk.confirmed() == 2);
}

TEST_CASE("B6: what the database says of the slot counts, not what this process believes") {
  Town town;
  Desk desk(town);
  desk.hold(5);
  desk.give(desk.box.mains_lost(1), 5);
  desk.recorded[kSlot] = 0;  // another's by now
  desk.give(desk.box.trapped(2), 5);
  desk.give(incoming(kMonitor, wire::state_topic(kMonitor), heartbeat()), 5);
  CHECK(town.count("monitor_events") == 1);
  CHECK(town.count("orders") == 0);
  CHECK(town.count("monitor_presence") == 0);
  CHECK(desk.writer->counts().stale == 2);
}

TEST_CASE("a slot that comes back is known anew: what the other gateway stored meanwhile is not forgotten") {
  Town town;
  Desk one(town), other(town);
  one.hold(5);
  one.give(one.box.mains_lost(1), 5);
  one.hold(0);
  other.hold(6);
  for (std::uint64_t seq = 2; seq <= 7; ++seq) other.give(other.box.mains_lost(seq), 6);
  CHECK(other.confirmed() == 7);
  other.hold(0);
  one.hold(8);
  one.give(one.box.mains_lost(8), 8);
  CHECK(one.confirmed() == 8);
}

TEST_CASE("C12: who has let a slot go calls none of its boxes silent; who has it does") {
  Town town;
  Desk one(town), other(town);
  one.hold(5);
  one.give(incoming(kMonitor, wire::state_topic(kMonitor), heartbeat()), 5);
  CHECK(town.text("select state from monitor_presence") == "1");
  one.hold(0);
  other.hold(6);
  other.writer->turn(0ms);
  town.clock.advance(3min);
  one.writer->turn(0ms);
  CHECK(town.text("select state from monitor_presence") == "1");
  other.writer->turn(0ms);
  other.writer->turn(0ms);
  CHECK(town.text("select state from monitor_presence") == "2");
}

TEST_CASE("a confirmation says by which broker its message came, and where the box is to be spoken to") {
  Town town;
  Desk desk(town);
  desk.hold(5);
  desk.give(desk.box.trapped(1), 5, Broker::alarm);
  REQUIRE(desk.confirmations.size() == 1);
  CHECK(desk.confirmations[0].broker == Broker::alarm);
  desk.give(desk.box.mains_lost(1), 5);
  CHECK(desk.confirmations.back().broker == Broker::main);
  CHECK(desk.heard == std::vector<std::pair<std::string, Broker>>{{kMonitor, Broker::alarm}, {kMonitor, Broker::main}});
  desk.heard.clear();
  desk.give(incoming(kMonitor, wire::state_topic(kMonitor), heartbeat()), 5, Broker::alarm);
  CHECK(desk.heard.empty());  // a will is no word of the box's, and a heartbeat tells nothing new
}
