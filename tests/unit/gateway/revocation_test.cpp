// Fault rows E10, E11 and E13 against the broker that ships, over TLS.
#include <atomic>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>

#include <catch2/catch.hpp>

#include "common/identity/files.hpp"
#include "common/registry/store.hpp"
#include "common/uploads/store.hpp"
#include "common/wire/topics.hpp"
#include "gateway/commands/store.hpp"
#include "gateway/expiry/ends.hpp"
#include "gateway/revocation/revoke.hpp"
#include "gateway/signer/renewals.hpp"
#include "tests/unit/gateway/plant.hpp"
#include "tests/unit/regulator/running_receiver.hpp"

using namespace liftguard;
using namespace liftguard::gateway;
using namespace liftguard::gateway::testing;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

const storage::Actor kOperator{.name = "值班员", .from = "test"};

// What came of one attempt to connect.
class Knock final : public mqtt::Sink {
 public:
  Knock(const gateway::testing::Broker& broker, const std::string& monitor, std::optional<mqtt::WillMessage> will = {})
      : client_(options(broker, monitor, std::move(will)), *this) {
    client_.connect();
    done_ = eventually([&] { return outcome_ != 0; });
  }
  ~Knock() override { client_.disconnect(50ms); }
  [[nodiscard]] bool admitted() const { return done_ && outcome_ == 1; }
  void hang_up() { client_.connect(); }  // gives the connection up without a word: its will is published

  void offer(mqtt::Item item) noexcept override {
    if (std::holds_alternative<mqtt::Connected>(item.what)) outcome_ = 1;
    if (std::holds_alternative<mqtt::ConnectFailed>(item.what)) outcome_ = 2;
  }

 private:
  static mqtt::ClientOptions options(const gateway::testing::Broker& broker, const std::string& monitor,
                                     std::optional<mqtt::WillMessage> will) {
    mqtt::ClientOptions out;
    out.uri = broker.boxes_uri();
    out.client_id = monitor;
    out.tls = broker.box_tls(monitor);
    out.will = std::move(will);
    return out;
  }
  std::atomic<int> outcome_{0};
  bool done_ = false;
  mqtt::Client client_;
};

Result<revocation::Suspicious> revoke(Plant& plant, const std::string& monitor, UtcTime since) {
  auto tx = plant.database->begin();
  auto done = revocation::revoke(tx, {monitor, since, "被盗", {}}, kOperator, plant.now());
  tx.commit();
  return done;
}

// What the signer does within two seconds, and whoever watches the file after it.
void publish_list(Plant& plant) {
  const auto boxes = signer::Authority::open(plant.broker.folder(), signer::Realm::boxes).value();
  CHECK(signer::keep_revocations(boxes, *plant.database, plant.broker.folder() / "boxes.crl", plant.now()));
  plant.broker.reread();
}

}  // namespace

TEST_CASE("E10: a revoked box is cut off while it is connected, believed nothing, and its name never used again") {
  Plant plant;
  Line line(plant.broker, kMonitor);
  plant.start_gateway();
  line.be_born(1);
  const UtcTime theft = plant.now();
  line.send(Box{}.trapped(1, 1, plant.now()));
  REQUIRE(eventually([&] { return line.confirmed(Lane::alarm) == 1; }));

  const auto begun = std::chrono::steady_clock::now();
  const auto suspicious = revoke(plant, kMonitor, theft);
  REQUIRE(suspicious.has_value());
  CHECK(suspicious->events == 1);
  CHECK(suspicious->orders.size() == 1);
  CHECK(plant.count("desk_alerts where kind = 40 and order_id is not null") == 1);
  REQUIRE(eventually([&] { return !line.connected(); }, 20s));
  const auto cut_after = std::chrono::steady_clock::now() - begun;
  std::printf("E10: live session cut after %lld ms\n",
              static_cast<long long>(std::chrono::duration_cast<std::chrono::milliseconds>(cut_after).count()));
  CHECK(cut_after < 60s);
  CHECK(plant.count("monitor_presence where state = 4") == 1);

  {
    // The broker has no list yet: it comes back, says what it likes, and nothing of it counts.
    Line again(plant.broker, kMonitor);
    again.be_born(2);
    again.send(Box{}.trapped(2, 2, plant.now()));
    again.send(Box{}.mains_lost(1));
    REQUIRE(eventually([&] { return plant.count("dead_letters where reason = 'revoked'") == 3; }));
    CHECK(plant.count("monitor_events") == 1);
    CHECK(plant.count("orders") == 1);
    CHECK(plant.count("desk_alerts where kind = 40 and order_id is null") == 1);
    CHECK(again.confirmations() == 0);
    CHECK(plant.count("monitor_presence where state = 4") == 1);
    REQUIRE(eventually([&] { return !again.connected(); }, 20s));
  }
  publish_list(plant);
  REQUIRE(eventually([&] { return !Knock(plant.broker, kMonitor).admitted(); }));
  CHECK(Knock(plant.broker, kSpare).admitted());

  const auto boxes = signer::Authority::open(plant.broker.folder(), signer::Realm::boxes).value();
  CHECK(boxes.issue_box(kMonitor, plant.now()).error().code == "revoked");
  {
    auto tx = plant.database->begin();
    const commands::Issue wanted{.monitor = kMonitor, .errand = wire::Reboot{}, .expires = plant.now() + 1h};
    CHECK(commands::issue(tx, wanted, plant.now()).error().code == "revoked");
    registry::bind_monitor(tx, kSpare, plant.elevator, plant.now());
    tx.commit();
  }
  // The box in its place has a new name, and works.
  Line other(plant.broker, kSpare);
  Box replacement;
  replacement.monitor = kSpare;
  other.send(replacement.trapped(1, 1, plant.now()));
  REQUIRE(eventually([&] { return other.confirmed(Lane::alarm) == 1; }));
  CHECK(plant.count("monitor_events where monitor = 'LG-000009'") == 1);
}

TEST_CASE("E10: revoking is refused for who is not there, twice, for a time to come, and for what is no serial") {
  Plant plant;
  CHECK(revoke(plant, "LG-424242", plant.now() - 1h).error().code == "unknown_monitor");
  CHECK(revoke(plant, kMonitor, plant.now() + 1h).error().code == "in_future");
  CHECK(revoke(plant, kMonitor, plant.now() - 1h).has_value());
  CHECK(revoke(plant, kMonitor, plant.now() - 1h).error().code == "revoked");
  auto tx = plant.database->begin();
  CHECK(revocation::revoke(tx, {kSpare, plant.now() - 1h, "被盗", {"12 34"}}, kOperator, plant.now()).error().code ==
        "bad_serial");
}

TEST_CASE("E11: while one authority takes the place of another, boxes of both are let in, and lists of both count") {
  Plant plant;
  const auto now = plant.now();
  const fs::path folder = plant.broker.folder();
  const fs::path next = folder / "next";
  fs::create_directory(next);
  const auto coming = signer::Authority::create(next, signer::Realm::boxes, now).value();
  const auto give = [&](const std::string& name) {  // by the coming authority, where the broker's clients look for it
    const auto issued = coming.issue_box(name, now).value();
    std::ofstream(folder / (name + ".crt")) << issued.certificate_pem;
    std::ofstream(folder / (name + ".key")) << issued.key_pem;
  };
  give("LG-000101");
  give("LG-000102");
  CHECK(Knock(plant.broker, kMonitor).admitted());
  CHECK_FALSE(Knock(plant.broker, "LG-000101").admitted());

  std::ofstream(folder / "boxes-ca.crt", std::ios::app) << coming.certificate_pem();
  fs::copy_file(folder / "boxes-ca" / "boxes.crl", next / "boxes-ca" / "former.crl");
  const signer::RevokedBox stolen{"LG-000102", now - 1h, {}};
  signer::keep_list(coming, {&stolen, 1}, now);
  CHECK(signer::publish_list(coming, folder / "boxes.crl"));
  plant.broker.reread();
  REQUIRE(eventually([&] { return Knock(plant.broker, "LG-000101").admitted(); }));
  CHECK(Knock(plant.broker, kMonitor).admitted());
  CHECK_FALSE(Knock(plant.broker, "LG-000102").admitted());
}

TEST_CASE("J4: when the broker's certificate ends is seen at both of its doors, without being let in") {
  Plant plant;
  const auto shown = expiry::end_of_file((plant.broker.folder() / "broker.crt").string());
  REQUIRE(shown.has_value());
  for (const std::string& uri : {plant.broker.services_uri(), plant.broker.boxes_uri()}) {
    INFO(uri);
    CHECK(expiry::end_of_server({"localhost", uri.substr(uri.rfind(':') + 1)}) == shown);
  }
}

TEST_CASE("a trapped event goes from the box to the regulator's platform, with the steps of its order") {
  Plant plant;
  liftguard::testing::RunningReceiver regulator;
  {
    auto tx = plant.database->begin();
    const uploads::Receiver receiver{.name = "huzhou",
                                     .districts = {plant.text("select code from districts")},
                                     .url = regulator.url(),
                                     .dialect = "gbt24476_chongqing"};
    uploads::load(tx, {{}, {receiver}}, kOperator, plant.now()).value();
    tx.commit();
  }
  Line line(plant.broker, kMonitor);
  plant.start_gateway();
  line.send(Box{}.trapped(1, 1, plant.now()));
  REQUIRE(eventually([&] { return regulator.keys().size() == 3; }, 20s));
  const auto keys = regulator.keys();
  CHECK(keys[0] == "event/LG-000001/77/alarm/1");
  CHECK(keys[1].find("/opened/") != std::string::npos);
  CHECK(keys[2].find("/dispatched/1/dispatched/") != std::string::npos);
  REQUIRE(eventually([&] { return plant.count("uploads where state = 3") == 3; }));
}

TEST_CASE("E13: the broker publishes no will of a box on another's topic, and its own takes nobody else offline") {
  Plant plant;
  Line victim(plant.broker, kMonitor);
  plant.start_gateway();
  victim.be_born(1);
  REQUIRE(eventually([&] { return plant.count("monitor_presence where state = 1") == 1; }));
  const auto bytes = wire::encode(wire::State{kMonitor, wire::Will{Box{}.boot, 1}});
  const std::string will(bytes.begin(), bytes.end());
  for (const std::string& topic : {wire::state_topic(kMonitor), wire::state_topic(kSpare)}) {
    Knock hostile(plant.broker, kSpare, mqtt::WillMessage{topic, will});
    CHECK(hostile.admitted());
    CHECK(Knock(plant.broker, kSpare).admitted());  // takes the session over: the broker publishes the former's will
  }
  // The one on its own topic came, and names another box: set aside. The one on the victim's never came.
  REQUIRE(eventually([&] { return plant.count("dead_letters where reason = 'wrong_identity'") >= 1; }));
  CHECK(plant.count("monitor_presence where monitor = 'LG-000001' and state = 1") == 1);
}
